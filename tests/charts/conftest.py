"""The shop of ``charts_cast``, made once."""

from __future__ import annotations

import pytest
from charts_cast import Shop, made


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    return made(tmp_path_factory.mktemp("shop"))
