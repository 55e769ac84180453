"""What the builder makes of its fields when a person comes to it, and of those that it hides."""

from __future__ import annotations

import pytest

from core import visualizations

pytestmark = pytest.mark.django_db(transaction=True)


def test_fields_that_the_form_hides_do_not_count(orders):
    fields = {"dimension": "region", "series": "product", "measure": "amount", "agg": "sum"}
    for kind in ("gauge", "correlation", "indicator"):
        spec = visualizations.spec_from(orders, {**fields, "kind": kind})
        assert (spec.dimension, spec.series) == (None, None), kind
    assert visualizations.spec_from(orders, {**fields, "kind": "pie"}).series is None
    over_time = visualizations.spec_from(orders, {**fields, "kind": "indicator", "dimension": "day"})
    assert over_time.dimension == "day"
    assert visualizations.describe(over_time) == "Sum of amount by day"


@pytest.mark.parametrize(
    "content",
    [
        "region,total\nNorth,812.5\nSouth,90.25\nEast,1200\n",  # each name once, as a query gives them
        "region,product,amount\n" + "".join(f"{'NS'[n % 2]},p{n % 3},{n * 1.5}\n" for n in range(30)),
        "city\nBern\nGenf\nBern\n",
    ],
)
def test_a_fresh_builder_opens_on_a_chart(people, dataset, enter, content: str):
    made = dataset(content, "result.csv")
    page = enter(people.editor).get(f"/visualizations/new/?dataset={made.pk}").content.decode()
    assert "Choose a column for the axis" not in page
    assert "<svg" in page.split('id="chart-preview"')[1]


def test_the_result_of_a_query_opens_as_its_number_by_its_names(dataset):
    made = dataset("region,total\nNorth,812.5\nSouth,90.25\nEast,1200\n", "result.csv")
    fields = visualizations.first_choice(made)
    assert (fields["kind"], fields["dimension"], fields["measure"]) == ("bar", "region", "total")
