"""The shop of ``charts_cast``, made once."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import pytest
from charts_cast import SPECS, Shop, made

if TYPE_CHECKING:
    from core.models import Dashboard


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    return made(tmp_path_factory.mktemp("shop"))


@pytest.fixture
def shop_board(people, shop: Shop) -> Callable[[Iterable[str]], Dashboard]:
    """``shop_board(names)``: a dashboard over the shop with those of ``SPECS``, two by two."""
    from django.utils import timezone

    from core import storage
    from core.models import Dashboard, Dataset, DatasetVersion, Visualization, Widget

    def make(names: Iterable[str]) -> Dashboard:
        profile, now = shop.profile.to_json(), timezone.now()
        dataset = Dataset.objects.create(workspace=people.workspace, name="Shop", created_by=people.owner)
        version = DatasetVersion.objects.create(
            dataset=dataset, number=1, original_name="shop.csv", rows=600, cleaned_at=now, profile=profile,
            clean_profile=profile, clean_rows=600,
        )  # fmt: skip
        shutil.copy(shop.path, storage.clean_table(version))
        dataset.current = version
        dataset.save()
        board = Dashboard.objects.create(workspace=people.workspace, name="Shop", dataset=dataset)
        for place, name in enumerate(names):
            spec = SPECS[name].to_json()
            chart = Visualization.objects.create(workspace=people.workspace, dataset=dataset, name=name, spec=spec)
            kind = "number" if name == "number" else "chart"
            Widget.objects.create(dashboard=board, kind=kind, title=name, visualization=chart, x=place % 2 * 6,
                                  y=place // 2 * 4)  # fmt: skip
        return board

    return make
