"""A signed-in editor; what becomes of files comes from the fixtures of all tests."""

from __future__ import annotations

import pytest


@pytest.fixture
def editor(people, client):
    client.force_login(people.editor)
    return client
