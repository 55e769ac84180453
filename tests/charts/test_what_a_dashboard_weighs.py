"""A dashboard of twelve charts stays light: HTML, small style sheets, small scripts, until somebody explores."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from urllib.parse import urljoin

import pytest
from django.contrib.staticfiles import finders

pytestmark = pytest.mark.django_db
TWELVE = ("standing bars", "stacked bars", "many bars", "line", "lines", "stacked areas", "scatter", "histogram",
          "boxes", "heatmap", "pie", "table")  # fmt: skip


@pytest.fixture
def board(shop_board):
    return shop_board(TWELVE)


def loaded(html: str) -> dict[str, bytes]:
    """Address → content of everything that the page loads by itself, scripts with what they import."""
    addresses = re.findall(r'<script[^>]*? src="([^"]+)"', html)
    addresses += [re.findall(r'href="([^"]+)"', link)[0] for link in re.findall(r"<link[^>]+>", html)]
    found: dict[str, bytes] = {}
    while addresses:
        address = addresses.pop().partition("?")[0]
        if address in found:
            continue
        path = finders.find(address.removeprefix("/static/"))
        assert path, address
        found[address] = Path(path).read_bytes()
        if address.endswith(".js"):
            names = re.findall(r'^import[^;]*?"([^"]+)"', found[address].decode(), re.M)
            addresses += [urljoin(address, name) for name in names]
    return found


def test_twelve_charts_weigh_little_and_bring_no_chart_library(client, people, board):
    client.force_login(people.owner)
    html = client.get(f"/dashboards/{board.pk}/").content
    assert html.decode().count("c-wide") == 12
    files = loaded(html.decode())
    packed = {address: len(gzip.compress(content, 6)) for address, content in files.items()}
    scripts = sum(size for address, size in packed.items() if address.endswith(".js"))
    assert len([address for address in packed if address.endswith(".js")]) >= 4
    assert len([address for address in packed if address.endswith(".css")]) >= 5
    assert "plotly.min.js" not in html.decode()
    assert scripts <= 60 * 1024
    assert sum(packed.values()) + len(gzip.compress(html, 6)) <= 250 * 1024
