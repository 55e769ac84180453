"""The list that a socket sends on connect is the list that the page shows: with its charts."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db
ROWS = "day,region,amount\n" + "".join(
    f"2024-{1 + n // 28 % 12:02d}-{1 + n % 28:02d},{'NNNNNNSW'[n % 8]},{n % 13 + n // 60}\n" for n in range(900)
)


@pytest.fixture
def analysed(people, tmp_path, job_process):
    import threading

    from core import execution, pipeline, runs

    source = tmp_path / "source"
    source.write_text(ROWS)
    dataset = pipeline.new_dataset(people.workspace, source=source, name="orders.csv", by=people.owner)
    execution.execute(runs.claim("test|0|x"), job_process, threading.Event())
    dataset.refresh_from_db()
    return dataset


def test_a_pushed_list_has_the_charts_of_the_page(analysed, people, client):
    from core.doors import InsightsDoor

    client.force_login(people.viewer)
    page = client.get(f"/datasets/{analysed.pk}/insights/").content.decode()
    pushed = InsightsDoor("insights", analysed.pk).render(analysed)
    assert page.count("c-wide") >= 1
    assert pushed.count("c-wide") == page.count("c-wide")
    assert pushed.count("c-narrow") == pushed.count("c-wide")  # for phones
