"""What a column's name hints at. A weak witness: names only tip the scale where the values leave it level."""

from __future__ import annotations

import re
from functools import lru_cache


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


IDENTIFIER = _words(
    """id ids key uuid guid uid pk nr no number num numero número nummer kennung identifier identificador
    identifiant clave cle clé schlüssel schluessel codigo código code cod kod sku ean upc isbn issn gtin
    asin vin imei iban bic ssn ein vat npi index idx serial ticket invoice hash token ref reference
    record barcode account konto unnamed objectid rowid fips geoid"""
)
CODE = _words(
    """code codes codigo código cod kod zip zipcode postcode postal plz cp cap phone telephone tel mobile
    fax area dial sic naics icd hs fips iata icao iso district precinct ward route sector zone zona
    bezirk block tract lot"""
)
CATEGORY = _words(
    """type typ tipo kind class classe klasse category categoria categoría kategorie catégorie group gruppe
    groupe grupo status state estado statut level stufe niveau nivel grade rank tier stage phase gender
    sex sexo geschlecht race ethnicity flag is has was bool boolean binary indicator label target cluster
    region country department dept division section season quarter month monat mes mois mese day weekday
    dow hour week semester year years yr jahr año ano année annee anno rok answer response question q
    choice option mode model method code priority severity position floor district cat segment"""
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
    passengers rainfall elevation altitude"""
)
PROSE = _words(
    """description desc beschreibung descripción descrição comment comments kommentar commentaire note notes
    notiz bemerkung remark remarks text txt message body content abstract summary details detail review
    reviews feedback transcript story bio about motivation reason"""
)
NAMED = _words(
    """name names firstname lastname surname fullname nachname vorname nombre nom prénom prenom apellido
    nome cognome title titel titre título headline subject address adresse dirección indirizzo street
    straße rue calle email mail author owner username user gene url link website"""
)
YEAR = _words("year years yr jahr jahre año ano année annee anno rok god år vuosi év")
DATE = _words("date datum fecha data jour day tag time timestamp created updated modified born birth dob at on")


@lru_cache(maxsize=8192)
def tokens(name: str) -> frozenset[str]:
    """The words of a column's name in lower case: ``orderID`` and ``order_id`` give order and id."""
    spaced = re.sub(r"(?<=[a-zß-ÿ0-9])(?=[A-ZÀ-Þ])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name)
    return frozenset(word for word in re.split(r"[\W_0-9]+", spaced.lower()) if word)
