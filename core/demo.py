"""The demo workspace: a realistic messy table from a seeded generator, sent through the real pipeline.

What is planted, so that a newcomer has something to find: orders grow over two years, December is strong and weekends
weak, one region declines, a three-day outage in the second year, slow shipping lowers ratings.
What is messy: a title above the table, spaces, spelling and case variants, several date formats, currency and percent
signs, different words for "missing", repeated rows.
"""

from __future__ import annotations

import csv
import math
import random
import secrets
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core import pipeline
from core.models import Dataset, DatasetVersion, Installation, Membership, Role, User, Workspace

SEED = 20240101
NAME = "bike-orders.csv"
ORDERS = 50_000
EXAMPLE_ORDERS = 12_000
"""For somebody who only wants to see how it goes: written within the request, and the same findings stand out."""
START = date(2023, 1, 2)
DAYS = 730
OUTAGE = range(500, 503)
REGIONS = {"North": 30, "South": 26, "East": 24, "West": 20}
CHANNELS = {"Online": 60, "Shop": 28, "Phone": 12}
PRODUCTS = {
    "Trail bike": ("Bikes", 1190.0, 7),
    "City bike": ("Bikes", 740.0, 12),
    "E-bike": ("Bikes", 2490.0, 9),
    "Helmet": ("Safety", 69.0, 22),
    "Lock": ("Safety", 45.0, 20),
    "Lights": ("Safety", 32.5, 18),
    "Pannier": ("Bags", 84.0, 13),
    "Backpack": ("Bags", 98.0, 11),
    "Gloves": ("Clothing", 29.9, 15),
    "Rain jacket": ("Clothing", 119.0, 10),
}
FIRST = "Ada Ben Carla Dan Eva Finn Greta Hugo Ida Jan Klara Leo Mia Nils Olga Paul Rosa Sven Tina Uwe"
LAST = "Adler Brandt Conrad Dietz Ebert Fuchs Gruber Haas Jansen Keller Lang Meyer Null Otto Peters Richter"
HEADER = (
    "Order no.;Order date;Customer;Region;Channel;Category;Product;Quantity;Unit price;Discount;Revenue;Shipping days;"
    "Rating;Returned"
)
MISSING = ("", "", "", "n/a", "N/A", "-")


def demand(day: int) -> float:
    """Relative number of orders on a day: growth, the week, the year, the outage."""
    when = START + timedelta(days=day)
    if day in OUTAGE:
        return 0.04
    week = (1.0, 1.05, 1.08, 1.04, 0.98, 0.68, 0.55)[when.weekday()]
    year = 1 + 0.22 * math.sin(2 * math.pi * (when.timetuple().tm_yday - 100) / 365) + (0.5 if when.month == 12 else 0)
    return (1 + 0.6 * day / DAYS) * week * year


def orders(rng: random.Random, count: int = ORDERS) -> Iterator[list[str]]:
    """The rows, in order of date, as the text a shop system would export."""
    weights = [demand(day) for day in range(DAYS)]
    days = sorted(rng.choices(range(DAYS), weights, k=count))
    names = [f"{first} {last}" for first in FIRST.split() for last in LAST.split()]
    for number, day in enumerate(days, start=100_001):
        row = order(rng, number, day, names)
        yield row
        if rng.random() < 0.004:  # sent twice
            yield list(row)


def order(rng: random.Random, number: int, day: int, names: list[str]) -> list[str]:
    share = dict(REGIONS, West=REGIONS["West"] * (1 - 0.75 * day / DAYS))
    region = rng.choices(list(share), list(share.values()))[0]
    channel = rng.choices(list(CHANNELS), list(CHANNELS.values()))[0]
    product = rng.choices(list(PRODUCTS), [item[2] for item in PRODUCTS.values()])[0]
    category, price, _ = PRODUCTS[product]
    quantity = min(1 + int(rng.expovariate(1.6 if category == "Bikes" else 0.9)), 12)
    price *= rng.choice((1.0, 1.0, 1.0, 0.97, 1.03))
    discount = rng.choice((0, 0, 0, 0, 5, 10, 15, 20))
    revenue = quantity * price * (1 - discount / 100)
    shipping = max(1, round(rng.gauss(3.2 + (1.8 if region == "East" else 0), 1.1)))
    rating = max(1, min(5, round(rng.gauss(4.5 - 0.28 * (shipping - 3) - discount * 0.01, 0.7))))
    return [
        f"{number:08d}",
        messy_date(rng, START + timedelta(days=day)),
        messy_text(rng, rng.choice(names)),
        messy_text(rng, region, variants=True),
        channel if rng.random() > 0.01 else rng.choice(MISSING),
        category,
        messy_text(rng, product),
        str(quantity),
        f"€ {price:,.2f}",
        f"{discount}%",
        f"€ {revenue:,.2f}",
        str(shipping) if rng.random() > 0.02 else rng.choice(MISSING),
        str(rating) if rng.random() > 0.12 else rng.choice(MISSING),
        rng.choices(("no", "yes"), (94, 6))[0],
    ]


def messy_date(rng: random.Random, day: date) -> str:
    return f"{day:%d.%m.%Y}" if rng.random() < 0.08 else day.isoformat()


def messy_text(rng: random.Random, text: str, *, variants: bool = False) -> str:
    chance = rng.random()
    if chance < 0.015:
        return f" {text}"
    if chance < 0.03:
        return f"{text}  "
    if variants and chance < 0.045:
        return text.upper()
    return text


def write_table(path: Path, *, seed: int = SEED, count: int = ORDERS) -> None:
    """Write the messy export: title, blank line, header, rows; semicolons, UTF-8."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, delimiter=";")
        file.write("Velo & Co – order export\r\nAll regions; two years\r\n\r\n" + HEADER + "\r\n")
        writer.writerows(orders(random.Random(seed), count))


def make(*, reset: bool = False) -> str | None:
    """Make the demo user and workspace once; gives the new password, or None where the demo exists already.

    With ``reset`` the demo's datasets and dashboards are made anew and the demo user gets a new password.
    """
    installation, _ = Installation.objects.get_or_create(pk=1)
    user = User.objects.filter(username="demo").first()
    if user is not None and not reset:
        return None
    if not reset and (installation.demo_made_at or User.objects.exists()):
        return None
    password = secrets.token_urlsafe(9)
    with transaction.atomic():
        if user is None:
            user = User.objects.create_user("demo", "demo@example.org", password)
        else:
            user.set_password(password)
            user.save(update_fields=["password"])
        workspace = Workspace.objects.filter(name="Demo", created_by=user).first()
        if workspace is None:
            workspace = Workspace.objects.create(name="Demo", created_by=user)
        Membership.objects.get_or_create(workspace=workspace, user=user, defaults={"role": Role.OWNER})
        Installation.objects.filter(pk=1).update(demo_made_at=timezone.now())
    clear(workspace)
    put(workspace, user)
    return password


def put(workspace: Workspace, by: User, *, count: int = ORDERS) -> Dataset:
    """The table as a new dataset of a workspace, on the way that every uploaded file takes."""
    source = Path(settings.FILE_UPLOAD_TEMP_DIR) / f"demo-{secrets.token_hex(8)}.csv"
    try:
        write_table(source, count=count)
        return pipeline.new_dataset(workspace, source=source, name=NAME, by=by)
    finally:
        source.unlink(missing_ok=True)


def clear(workspace: Workspace) -> None:
    from core import storage

    for version in DatasetVersion.objects.filter(dataset__workspace=workspace):
        storage.forget(version)
    workspace.dashboards.all().delete()
    Dataset.objects.filter(workspace=workspace).delete()
