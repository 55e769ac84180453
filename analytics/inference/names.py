"""What a column's name hints at. A weak witness: names only tip the scale where the values leave it level."""

from __future__ import annotations

import re
from functools import lru_cache


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


IDENTIFIER = _words(
    """id ids pid hid cid gid eid nid oid fid key uuid guid uid pk kennung identifier identificador
    identifiant clave cle clé schlüssel schluessel codigo código code cod kod sku ean upc isbn issn gtin
    asin vin imei iban bic ssn ein vat npi serial ticket invoice hash token ref reference
    record barcode account konto unnamed objectid rowid fips geoid"""
)
CODE = _words(
    """code codes codigo código cod kod zip zipcode postcode postal plz cp phone telephone tel fax area
    dial cd sic naics icd hs fips iata icao iso district precinct ward route sector zone zona bezirk
    block tract lot"""
)
CATEGORY = _words(
    """type typ tipo kind class classe klasse category categoria categoría kategorie catégorie group gruppe
    groupe grupo status state estado statut level stufe niveau nivel grade tier stage phase gender
    sex sexo geschlecht race ethnicity flag bool boolean binary indicator label target cluster
    region country department dept division section season quarter month monat mes mois mese weekday
    dow week semester year years yr jahr año ano année annee anno rok answer response question choice
    option mode model method code priority severity floor district cat segment position pos"""
)
MEASURE = _words(
    """amount betrag montant importe valor sum summe total totals count counts anzahl nombre cantidad qty
    quantity menge quantité price preis prix precio cost kosten coût costo revenue umsatz sales ventes
    ventas profit gewinn income salary wage pay fee tax rate ratio percent pct percentage share score
    points pts avg average mean median min max std var age alter edad âge height width length depth size
    weight gewicht poids peso mass distance duration time seconds minutes hours days temperature temp
    pressure speed velocity voltage current power energy volume area lat latitude lon lng long longitude
    x y z population balance budget expense assets value wert valeur number_of num_of units goals assists
    wins losses runs kills views likes clicks visits visitors users votes followers comments reviews
    passengers rainfall elevation altitude byte bytes latency elapsed"""
)
PROSE = _words(
    """description desc beschreibung descripción descrição comment comments kommentar commentaire note notes
    notiz bemerkung remark remarks text txt message body content abstract summary details detail review
    reviews feedback transcript story bio about motivation reason"""
)
NAMED = _words(
    """name names firstname lastname surname fullname nachname vorname nom prénom prenom apellido
    nome cognome title titel titre título headline subject address adresse dirección indirizzo street
    straße rue calle email mail author owner username user gene url link website"""
)
COUNTERS = _words("number num no nr n nb count anzahl numero número nombre")
NUMBERED = _words("number no nr nbr num nummer numero número nro")
KEY = _words("id key code")
GROUPED = _words("id key code codes cd zip type typ class group category cat flag indicator label status")
"""Last words of names that say what the values are, whatever stands before: an area code is no area."""
THINGS = _words(
    """store shop branch filiale station site dept department division district region county country state province
    team club school hospital customer client kunde patient user member employee supplier vendor lieferant product
    produkt item article artikel course warehouse route line linie room node sensor device machine subject batch lot
    player driver carrier airline airport zone bezirk gemeinde ward precinct tract cluster fold topic entity individual
    person household firm company village plot animal"""
)
"""Things with numbers of their own: a whole number under such a name tells which one."""
PERIOD = _words("month monat mois mes mese period periode période periodo yyyymm yearmonth ym date datum fecha")
ENDING_IN_ID = _words(
    "paid unpaid prepaid valid invalid covid bid grid solid liquid rapid fluid hybrid humid madrid acid"
)
YEAR = _words(
    """year years yr jahr jahre año ano année annee anno rok god år vuosi év yyyy founded established built gegründet
    gebaut baujahr since vintage opened released"""
)
DATE = _words("date datum fecha data jour day tag time timestamp created updated modified born birth dob at on")


@lru_cache(maxsize=8192)
def parts(name: str) -> tuple[str, ...]:
    """The words of a column's name in order and lower case: ``orderID`` and ``order_id`` give order, id."""
    spaced = re.sub(r"(?<=[a-zß-ÿ0-9])(?=[A-ZÀ-Þ])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name)
    return tuple(word for word in re.split(r"[\W_0-9]+", spaced.lower()) if word)


def tokens(name: str) -> frozenset[str]:
    """The words of a column's name, unordered."""
    return frozenset(parts(name))


def counts_things(name: str) -> bool:
    """``number_of_rooms``, ``num_rooms``, ``score``: the name says that the numbers measure something."""
    words = parts(name)
    if len(words) > 1 and words[-1] in GROUPED:
        return False
    if len(words) > 1 and words[0] in COUNTERS and words[-1] not in KEY:
        return True
    return bool(set(words) & MEASURE)


def identifies(name: str) -> bool:
    """``order_id``, ``raceId``, ``invoice no``, ``index``: the name says that the values tell things apart."""
    words = parts(name)
    if not words:
        return not name.strip()  # a nameless first column is nearly always the row's number
    if set(words) & IDENTIFIER or words[-1] in NUMBERED or words == ("index",) or words == ("idx",):
        return True
    return len(words[-1]) > 4 and words[-1].endswith("id") and words[-1] not in ENDING_IN_ID


def ends_in_number(name: str) -> bool:
    """``orderno``, ``custnum``: number has grown into the last word. So it seems in ``casino``: values decide."""
    words = parts(name)
    return bool(words) and len(words[-1]) > 4 and words[-1].endswith(("no", "num", "nbr"))


def groups(name: str) -> bool:
    """``state``, ``payment type``, ``is_member``: the name says that the values are those of groups. The verb counts
    only in front: in the question of a survey it may stand anywhere."""
    words = parts(name)
    return bool(set(words) & CATEGORY) or words[:1] in (("is",), ("has",), ("was",))


def says_year(name: str) -> bool:
    """``year``, ``Founded``, ``modelyear``."""
    return any(word in YEAR or word.endswith(("year", "jahr")) for word in parts(name))


def names_a_thing(name: str) -> bool:
    """``store``, ``Dept``, ``product``: the name alone is that of a thing, so that its number tells which one."""
    words = [word for word in parts(name) if word not in NUMBERED]
    return len(words) == 1 and words[0] in THINGS


def encodes(name: str) -> bool:
    """``zip``, ``area code``, ``statuscode``: the name says that the numbers stand for something else."""
    words = parts(name)
    return bool(set(words) & CODE) or any(word.endswith("code") for word in words)


def unreadable(name: str) -> bool:
    """``s2p1c4cons``, ``E14TS0ND``: a variable's code, of which nobody can tell what it measures."""
    lower = name.lower()
    if re.search(r"(?:[a-z]+[0-9]+){2,}", lower):
        return True
    letters = re.sub(r"[^a-z]", "", lower)
    vowels = sum(letter in "aeiouy" for letter in letters)
    return len(letters) >= 5 and any(c.isdigit() for c in lower) and vowels < 0.2 * len(letters)
