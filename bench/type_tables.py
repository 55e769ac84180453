"""Columns as people of many places write them, drawn at random, with the type and the values that they truly have.

Each ``Drawn`` is one column: its texts, the type, the canonical values (None where nothing is), and whether nobody
could know without asking. Values are drawn first and then written, so the truth is by construction.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

NULLS = ("", "", "NA", "n/a", "-", "NULL", "#N/A", "nan", "—")
NUMBER_WAYS = {
    "en": (".", ","), "de": (",", "."), "ch": (".", "'"), "ch2": (".", "’"), "fr": (",", "\u202f"),
    "se": (",", "\u00a0"), "iso": (".", " "), "plain": (".", ""), "comma": (",", ""), "code": (".", "_"),
}  # fmt: skip
MONEY = (("$", True), ("€", False), ("£", True), ("US$", True), (" kr", False), (" zł", False), ("CHF ", True),
         (" EUR", False), ("R$ ", True), ("₹", True), (" Kč", False), ("¥", True), ("Rp ", True), (" ₽", False),
         ("₺", True), ("A$", True), (" PLN", False), ("NOK ", True))  # fmt: skip
YES_NO = (("yes", "no"), ("Y", "N"), ("TRUE", "FALSE"), ("t", "f"), ("ja", "nein"), ("oui", "non"), ("sí", "no"),
          ("sim", "não"), ("да", "нет"), ("tak", "nie"), ("evet", "hayır"), ("ano", "ne"), ("是", "否"),
          ("はい", "いいえ"),
          ("igen", "nem"), ("Kyllä", "Ei"), ("wahr", "falsch"), ("vrai", "faux"), ("on", "off"))  # fmt: skip
MONTHS = {
    "en": "January February March April May June July August September October November December",
    "en3": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "cs": "ledna února března dubna května června července srpna září října listopadu prosince",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "tr": "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
}


@dataclass(frozen=True)
class Drawn:
    """One column with its truth. ``values``: canonical text, None for missing. ``family`` groups it in a report."""

    family: str
    name: str
    texts: tuple[str, ...]
    type: str
    values: tuple[str | None, ...]
    ambiguous: bool = False
    role: str = ""


def canonical(value: Decimal | date | datetime | bool | None) -> str | None:
    """The value as the clean table shows it."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    if isinstance(value, date):
        return value.isoformat()
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-0", "-0")


def write_number(value: Decimal, decimal: str, thousands: str, *, indian: bool = False) -> str:
    """A number with its marks."""
    whole, _, fraction = f"{abs(value):f}".partition(".")
    if thousands:
        head, tail = whole[:-3], whole[-3:]
        size = 2 if indian else 3
        groups = []
        while head:
            groups.insert(0, head[-size:])
            head = head[:-size]
        whole = thousands.join([*groups, tail])
    return ("-" if value < 0 else "") + whole + (decimal + fraction if fraction else "")


def holes(
    rng: random.Random, texts: list[str], values: list[str | None]
) -> tuple[tuple[str, ...], tuple[str | None, ...]]:
    """Some cells become words for nothing, some get spaces around them."""
    for i in range(len(texts)):
        if rng.random() < 0.08:
            texts[i], values[i] = rng.choice(NULLS), None
        elif rng.random() < 0.05:
            texts[i] = f" {texts[i]} "
    return tuple(texts), tuple(values)


def numbers(rng: random.Random, rows: int) -> Drawn:
    """Decimals in one of the ways of the world, at least one of them telling."""
    way = rng.choice(list(NUMBER_WAYS))
    decimal, thousands = NUMBER_WAYS[way]
    places = rng.choice([1, 2, 2, 4])
    amounts = [round(Decimal(rng.lognormvariate(6, 3)).quantize(Decimal(10) ** -places), places) for _ in range(rows)]
    amounts = [-a if rng.random() < 0.15 else a for a in amounts]
    amounts[0] = Decimal("1234567." + "5" * places)
    texts = [write_number(a, decimal, thousands) for a in amounts]
    return Drawn(
        f"number {way}", rng.choice(("wert", "x", "montant", "amount")), *_typed(rng, texts, amounts, "decimal")
    )


def indian(rng: random.Random, rows: int) -> Drawn:
    amounts = [Decimal(rng.randrange(10 ** rng.randrange(3, 9))) for _ in range(rows - 1)] + [Decimal(12345678)]
    texts = [write_number(a, ".", ",", indian=True) for a in amounts]
    return Drawn("number in", "salary", *_typed(rng, texts, amounts, "integer"))


def _typed(rng: random.Random, texts: list[str], amounts: list, kind: str) -> tuple:
    texts_, values = holes(rng, texts, [canonical(a) for a in amounts])
    return texts_, kind, values


def money(rng: random.Random, rows: int) -> Drawn:
    sign, before = rng.choice(MONEY)
    decimal, thousands = rng.choice([(".", ","), (",", "."), (",", " "), (".", "'")])
    amounts = [Decimal(rng.randrange(1, 10**7)) / 100 for _ in range(rows - 1)] + [Decimal("1234567.89")]
    amounts = [round(a, 2) for a in amounts]
    bodies = [write_number(a.quantize(Decimal("0.01")), decimal, thousands) for a in amounts]
    texts = [sign + b if before else b + sign for b in bodies]
    return Drawn("currency", "betrag", *_typed(rng, texts, amounts, "currency"))


def accounting(rng: random.Random, rows: int) -> Drawn:
    amounts = [Decimal(rng.randrange(-(10**6), 10**6)) / 100 for _ in range(rows)]
    bodies = [write_number(abs(a).quantize(Decimal("0.01")), ".", ",") for a in amounts]
    texts = [f"({b})" if a < 0 else b for a, b in zip(amounts, bodies, strict=True)]
    return Drawn("accounting", "balance", *_typed(rng, texts, amounts, "decimal"))


def percent(rng: random.Random, rows: int) -> Drawn:
    decimal, gap = rng.choice(".,"), rng.choice(("", " "))
    amounts = [Decimal(rng.randrange(-200, 1500)) / 10 for _ in range(rows)]
    texts = [write_number(a, decimal, "") + gap + "%" for a in amounts]
    return Drawn("percent", "quote", *_typed(rng, texts, [a / 100 for a in amounts], "percent"))


def integers(rng: random.Random, rows: int) -> Drawn:
    amounts = [Decimal(rng.randrange(-500, 10 ** rng.randrange(3, 12))) for _ in range(rows)]
    return Drawn("integer", "n", *_typed(rng, [f"{a:f}" for a in amounts], amounts, "integer"))


def booleans(rng: random.Random, rows: int) -> Drawn:
    yes, no = rng.choice(YES_NO)
    said = [rng.random() < 0.5 for _ in range(rows - 2)] + [True, False]
    return Drawn("boolean", "aktiv", *_typed(rng, [yes if s else no for s in said], said, "boolean"))


def dates(rng: random.Random, rows: int) -> Drawn:
    """Numeric dates whose order of day and month some cell proves."""
    form = rng.choice(("%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%m-%d-%Y", "%Y-%m-%d", "%Y/%m/%d", "%Y%m%d",
                       "%Y.%m.%d", "%Y年%m月%d日", "%d/%m/%y", "%m/%d/%y"))  # fmt: skip
    days = [date(1990, 1, 1) + timedelta(days=rng.randrange(14000)) for _ in range(rows - 1)] + [date(2021, 3, 29)]
    return Drawn(f"date {form}", "datum", *_typed(rng, [d.strftime(form) for d in days], days, "date"))


def worded(rng: random.Random, rows: int) -> Drawn:
    """Dates with the month's name in some language."""
    language = rng.choice(list(MONTHS))
    names = MONTHS[language].split()
    form = {"en": "{m} {d}, {y}", "en3": "{d}-{m}-{y}", "de": "{d}. {m} {y}", "es": "{d} de {m} de {y}",
            "pt": "{d} de {m} de {y}", "cs": "{d}. {m} {y}"}.get(language, "{d} {m} {y}")  # fmt: skip
    days = [date(2001, 1, 1) + timedelta(days=rng.randrange(8000)) for _ in range(rows)]
    texts = [form.format(d=d.day, m=names[d.month - 1], y=d.year) for d in days]
    return Drawn(f"date in {language}", "when", *_typed(rng, texts, days, "date"))


def moments(rng: random.Random, rows: int) -> Drawn:
    form = rng.choice(("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%SZ", "%d.%m.%Y %H:%M:%S", "%m/%d/%Y %I:%M:%S %p",
                       "%d/%b/%Y:%H:%M:%S", "%Y/%m/%d %H:%M:%S", "%d %b %Y, %H:%M:%S"))  # fmt: skip
    days = [datetime(2019, 1, 28) + timedelta(seconds=rng.randrange(10**8)) for _ in range(rows - 1)]
    days.append(datetime(2020, 2, 29, 23, 59, 58))
    return Drawn("datetime", "zeit", *_typed(rng, [d.strftime(form) for d in days], days, "datetime"))


def open_dates(rng: random.Random, rows: int) -> Drawn:
    """No day beyond the twelfth: nobody can know."""
    mark = rng.choice("/.-")
    texts = tuple(f"{rng.randrange(1, 13):02}{mark}{rng.randrange(1, 13):02}{mark}{rng.randrange(1990, 2025)}"
                  for _ in range(rows))  # fmt: skip
    return Drawn("open date", "date", texts, "text", texts, ambiguous=True)


def open_units(rng: random.Random, rows: int) -> Drawn:
    one, other = rng.choice((("kg", "lb"), ("cm", "in"), ("°C", "°F"), ("km", "mi")))
    texts = tuple(f"{rng.randrange(1, 300)} {one if i % 3 else other}" for i in range(rows))
    return Drawn("mixed units", "size", texts, "text", texts, ambiguous=True)


def open_money(rng: random.Random, rows: int) -> Drawn:
    texts = tuple(f"{'€' if i % 2 else '$'}{rng.randrange(1, 300)}" for i in range(rows))
    return Drawn("mixed currencies", "price", texts, "text", texts, ambiguous=True)


def kept(
    family: str, name: str, write: Callable[[random.Random], str], role: str = "", first: str = ""
) -> Callable[..., Drawn]:
    """A column whose every character counts."""

    def draw(rng: random.Random, rows: int) -> Drawn:
        texts = (first or write(rng), *(write(rng) for _ in range(rows - 1)))
        return Drawn(family, name, texts, "text", texts, role=role)

    return draw


TEXTS = (
    kept("leading zeros", "ref", lambda r: f"{r.randrange(10**5):06}", "identifier"),
    kept("long numbers", "serial", lambda r: f"{r.randrange(10**17, 10**22)}", "identifier"),
    kept("exponent codes", "part", lambda r: f"{r.randrange(1, 999)}E{r.randrange(0, 30)}"),
    kept("versions", "build", lambda r: f"{r.randrange(1, 9)}.{r.randrange(0, 30)}.{r.randrange(0, 30)}"),
    kept("version names", "version", lambda r: f"{r.randrange(1, 4)}.{r.randrange(1, 12)}0"),
    kept("ranges", "bracket", lambda r: f"{(k := r.randrange(0, 90))}-{k + 9}"),
    kept("countries", "country", lambda r: r.choice(("NA", "NO", "DE", "US", "FR")), "category"),
    kept("surnames", "surname", lambda r: r.choice(("Null", "None", "Nan", "Smith", "May", "Müller"))),
    kept("phones", "phone", lambda r: f"+{r.randrange(1, 99)} {r.randrange(100, 999)} {r.randrange(10**5, 10**7)}"),
    kept("genes", "gene", lambda r: r.choice(("SEPT2", "MARCH1", "DEC1", "TP53", "MAR9"))),
    kept("directions", "wind", lambda r: r.choice("NSEW"), "category"),
    kept("addresses", "ip", lambda r: ".".join(str(r.randrange(256)) for _ in range(4))),
    kept("ratios", "aspect", lambda r: f"{r.randrange(1, 30)}:{r.randrange(61, 99)}"),
    kept("scores", "result", lambda r: f"{r.randrange(6)}-{r.randrange(6)}"),
    kept("fractions", "size", lambda r: f"{r.randrange(1, 8)}/{r.choice((2, 4, 8, 16))}"),
    kept("hex", "hash", lambda r: f"{r.randrange(16**8):08x}"),
    kept("one bad date", "day", lambda r: f"2023-{r.randrange(1, 13):02}-{r.choice((30, 31, 28))}", first="2023-02-30"),
)  # fmt: skip
TYPED = (numbers, numbers, indian, money, accounting, percent, integers, booleans, dates, worded, moments)
OPEN = (open_dates, open_units, open_money)


def columns(seed: int, count: int) -> Iterator[Drawn]:
    """``count`` columns: two thirds typed, the rest texts that must stay, and some that only a person can decide."""
    rng = random.Random(seed)
    for _ in range(count):
        family = rng.choices((TYPED, TEXTS, OPEN), (6, 3, 1))[0]
        yield rng.choice(family)(rng, rng.choice((5, 40, 400)))
