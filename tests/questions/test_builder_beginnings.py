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
