"""What README, docs and .env.example promise is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.urls import Resolver404, resolve

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def settings_read() -> set[str]:
    """Names of environment variables that the code asks for."""
    text = "".join(path.read_text() for path in (ROOT / "Luminabi").glob("*.py"))
    return {"SECRET_KEY", *re.findall(r"env\.\w+\(\s*\"([A-Z_]+)\"", text)}


def test_every_link_between_our_pages_leads_somewhere():
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_every_setting_is_explained_and_nothing_is_explained_that_is_none():
    explained = set(re.findall(r"^#? ?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert explained == settings_read()


def test_every_address_in_the_interfaces_exists():
    text = (ROOT / "docs" / "interfaces.md").read_text()
    pages = text.split("## Pages")[1].split("## Sockets")[0]
    for address in re.findall(r"^\| (.+?) \|", pages, re.MULTILINE):
        for url in re.findall(r"`(/[^`]*)`", address):
            plain = re.sub(r"<csv.*?>", "csv", url.replace("<id>", "1").replace("<token>", "x"))
            try:
                resolve(plain)
            except Resolver404:
                pytest.fail(f"{url} is no address")


def test_every_socket_in_the_interfaces_exists():
    from core.routing import routes

    text = (ROOT / "docs" / "interfaces.md").read_text()
    told = set(re.findall(r"`/(ws/[\w-]+/)[<`]", text))
    there = {re.match(r"ws/[\w-]+/", str(route.pattern)).group() for route in routes}
    assert told == there


@pytest.mark.parametrize("command", ["serve", "demo", "runscheduler"])
def test_every_command_that_is_named_exists(command):
    from django.core.management import get_commands

    assert command in get_commands()


def test_every_file_that_a_command_of_the_docs_runs_exists():
    for page in PAGES:
        for script in re.findall(r"python (bench/[\w.]+)", page.read_text()):
            assert (ROOT / script).exists(), f"{page.name} runs {script}"
