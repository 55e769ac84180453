"""Whether the values of a column may be added up: amounts and counts, but no prices, rates, temperatures or ages.

One rule for charts, headline numbers and findings: by what the name says in several languages, by the unit, and by
whether the values repeat as those of a list do (a price for each product).
"""

from __future__ import annotations

import re
import unicodedata

from analytics.schema import Column, Profile


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


ADDED = _set("""
    sales revenue revenues amount amounts total totals subtotal turnover cost costs profit profits paid payment payments
    spend spending expense expenses income budget quantity qty units count counts volume sold visits views clicks orders
    deaths births cases population passengers goals hours minutes sum tax fee fees tip tips fare proceeds gross net
    headcount employees downloads impressions kwh mwh rainfall precipitation refund refunds donation donations
    umsatz betrag menge anzahl summe gesamt kosten gewinn verkauf verkaeufe stueckzahl gebuehr steuer einnahmen ausgaben
    montant quantite nombre total ventes cout couts revenus benefice depenses recettes chiffre
    importe cantidad numero ventas coste costes costo costos ingresos gastos beneficio unidades monto
""")  # fmt: skip
AVERAGED = _set("""
    rate rates ratio share percent percentage pct proportion quota score scores rating ratings stars grade price prices
    msrp temp temps temperature age ages avg average mean median index level delay duration height weight width length
    depth speed velocity pressure humidity latitude longitude lat lon lng altitude elevation year density voltage ph bmi
    bpm wage wages salary salaries margin growth yield efficiency concentration per each unitary latency capita fx
    probability likelihood confidence distance thickness intensity frequency volatility
    preis satz quote anteil alter temperatur note bewertung sterne durchschnitt mittelwert schnitt gehalt lohn
    geschwindigkeit feuchte feuchtigkeit luftdruck druck dichte hoehe gewicht laenge breite tiefe dauer kurs marge zins
    prix taux tarif age moyenne mediane salaire vitesse humidite pression densite hauteur poids longueur largeur duree
    temperature cours part etoiles
    precio precios tasa tarifa edad promedio media mediana salario sueldo velocidad humedad presion densidad altura peso
    longitud anchura duracion temperatura proporcion porcentaje calificacion valoracion estrellas
""")  # fmt: skip
WHOLES = _set("total totals subtotal sum summe gesamt amount betrag montant importe line extended")
"""What makes a total even of a price: ``total price``, ``Gesamtpreis``."""
MEANS = _set("avg average mean median per durchschnitt mittelwert moyenne mediane promedio media mediana")
ENDS = re.compile(r"(preis|satz|quote|anteil|alter|temperatur|gehalt|lohn|feuchte|druck|dichte|hoehe|gewicht|laenge|"
                  r"dauer|kurs|marge|bewertung|note|schnitt|geschwindigkeit|temp|price)$")  # fmt: skip
"""How German compounds, and names written in one, end that are no totals."""
WHOLE_ENDS = re.compile(r"(umsatz|absatz|einsatz|gesamt\w*|betrag|menge|anzahl|kosten|zahl|summe|sales|amount|total)$")
UNIT = re.compile(r"°|℃|℉|%|‰|\b(bpm|rpm|mm ?hg|[hk]pa|m?bar|psi|db|ppm|volts?|celsius|fahrenheit|kelvin)\b|"
                  r"(\w|[€$£¥])\s?/\s?(h|hr|hour|s|sec|min|d|day|month|year|kg|g|l|ml|m|m2|m²|m3|m³|ft|sq ?ft|km|unit|"
                  r"item|piece|person|capita|pers|stk|stück|std|100\w*)\b", re.I)  # fmt: skip
WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
REPEATS = 20
"""So often each value of a list stands in the table, on average."""


def words(name: str) -> list[str]:
    """The words of a column's name, without accents and in small letters: ``UnitPrice (€)`` gives unit, price."""
    text = name.translate({0xE4: "ae", 0xF6: "oe", 0xFC: "ue", 0xDF: "ss", 0xC4: "Ae", 0xD6: "Oe", 0xDC: "Ue"})
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return [word.lower() for word in (*WORDS.findall(text), *re.findall(r"[A-Za-z]+", text))]


def is_rate(column: Column) -> bool:
    """Whether a total of the column means nothing, as far as its type, its unit and its name tell."""
    if column.type == "percent" or UNIT.search(column.unit or "") or UNIT.search(column.name):
        return True
    said = words(column.name)
    averaged = any(word in AVERAGED or (ENDS.search(word) and not WHOLE_ENDS.search(word)) for word in said)
    if {"unit", "each", "einzel", "unitaire", "unitario"} & set(said) and not WHOLES & set(said):
        return True
    return averaged and (bool(MEANS & set(said)) or not WHOLES & set(said))


def is_listed(column: Column, profile: Profile) -> bool:
    """Whether the values look like those of a list: broken numbers, few of them, about as many as a category of the
    table has values, each many times. Such is a price for each product, a rate for each country."""
    few = column.distinct > 2 and column.distinct * REPEATS <= profile.rows
    if column.type not in ("decimal", "currency") or not few:
        return False
    names = [c.distinct for c in profile.columns if c.role in ("category", "identifier") and c.name != column.name]
    return any(count * 0.5 <= column.distinct <= count for count in names if count > 2)


def additive(column: Column, profile: Profile | None = None) -> bool:
    """Whether a total is what a person would ask for first: money, and what is counted by its name.

    With the ``profile`` of its table, money that a list repeats is no amount either, unless its name says so.
    """
    if is_rate(column):
        return False
    if any(word in ADDED or WHOLE_ENDS.search(word) for word in words(column.name)):
        return True
    return column.type == "currency" and not (profile is not None and is_listed(column, profile))
