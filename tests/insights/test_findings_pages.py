"""The insights page and the page of one finding, as members and strangers see them."""

from __future__ import annotations

import re

import pytest
from findings_help import NORTH, SPIKE, finding

PASSWORD = "correct-horse-battery"


@pytest.fixture
def see(client, people):
    """``see(name, path, …)``: what that person gets; POST where there is data."""

    def go(name: str, path: str, data: dict | None = None, **headers):
        client.force_login(getattr(people, name))
        return client.get(path, headers=headers) if data is None else client.post(path, data, headers=headers)

    return go


def test_the_page_tells_findings_with_their_evidence_and_what_is_new(see, dataset, version):
    version([finding(), NORTH])
    version([finding(effect=0.9), SPIKE], mean=60.0)
    page = see("viewer", f"/datasets/{dataset.pk}/insights/").content.decode()
    assert "“price” rose by 10 %." in page
    assert "How we know" in page
    assert "Since version 1" in page
    assert "The average of “price” is 60, before 50 (+20 %)." in page
    assert "No longer found: North is highest." in page


def test_a_first_version_is_compared_with_nothing(see, dataset, version):
    version([finding()])
    assert "Since version" not in see("viewer", f"/datasets/{dataset.pk}/insights/").content.decode()


def test_a_finding_has_a_page_with_its_rows(see, dataset, version):
    made = version([SPIKE, finding(caveats=("common_time",), evidence={"explains": ["Another sentence."]})])
    spike, trend = made.insights.all()
    page = see("viewer", f"/datasets/{dataset.pk}/insights/{spike.pk}/").content.decode()
    assert "1 row: “day” on 20 Jan 2024." in page
    assert "2024-01-20" in page
    page = see("viewer", f"/datasets/{dataset.pk}/insights/{trend.pk}/?page=2").content.decode()
    assert "Page 2 of 3" in page
    assert "nothing but the calendar" in page
    assert "Another sentence." in page


def test_members_comment_and_only_the_author_may_take_it_back(see, dataset, version):
    path = f"/datasets/{dataset.pk}/insights/{version([finding()]).insights.get().pk}/"
    text = "Tariff & <b>bold</b> claims"
    assert see("viewer", path, {"action": "comment", "text": text}).status_code == 303
    page = see("owner", path).content.decode()
    assert "Tariff &amp; &lt;b&gt;bold&lt;/b&gt; claims" in page
    assert 'value="uncomment"' not in page
    mine = see("viewer", path).content.decode()
    number = re.search(r'name="comment" value="(\d+)"', mine)[1]
    see("viewer", path, {"action": "uncomment", "comment": number})
    assert "Nobody has said anything" in see("viewer", path).content.decode()


def test_a_dismissed_finding_leaves_the_list_and_can_be_brought_back(see, dataset, version):
    made = version([finding(), SPIKE])
    first, path = made.insights.first(), f"/datasets/{dataset.pk}/insights/"
    answer = see("editor", path, {"dismiss": first.pk}, **{"HX-Request": "true"})
    assert answer.status_code == 200
    shown, aside = answer.content.decode().split(f'id="dataset-{dataset.pk}-dismissed"')
    assert "“price” rose" not in shown
    assert "“price” rose" in aside
    assert see("editor", path, {"restore": first.pk}).status_code == 303
    assert f'id="insight-{first.pk}"' in see("editor", path).content.decode()


def test_a_pinned_finding_stands_first(see, dataset, version):
    made = version([finding(), SPIKE])
    spike, path = made.insights.last(), f"/datasets/{dataset.pk}/insights/"
    see("editor", f"{path}{spike.pk}/", {"action": "pin"})
    page = see("viewer", path).content.decode()
    assert page.index(f'id="insight-{spike.pk}"') < page.index(f'id="insight-{made.insights.first().pk}"')


def test_viewers_decide_nothing_and_strangers_see_nothing(see, dataset, version):
    path = f"/datasets/{dataset.pk}/insights/{version([finding()]).insights.get().pk}/"
    assert see("viewer", path, {"action": "pin"}).status_code == 403
    assert see("viewer", f"/datasets/{dataset.pk}/insights/", {"pin": "1"}).status_code == 403
    for data in (None, {"action": "pin"}, {"action": "comment", "text": "Hello"}):
        assert see("stranger", path, data).status_code == 404
    assert see("stranger", f"/datasets/{dataset.pk}/insights/").status_code == 404


def test_a_link_to_a_finding_of_an_earlier_search_leads_to_the_list(see, dataset, version):
    version([finding()])
    answer = see("viewer", f"/datasets/{dataset.pk}/insights/999999/")
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/datasets/{dataset.pk}/insights/"
