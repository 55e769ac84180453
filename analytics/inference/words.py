"""Words that mean something in any table: missing, yes and no, currencies, units. Lower case unless said."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


NULL_WORDS: frozenset[str] = _words(
    r"""n/a na n.a. n.a #n/a #na #null! null (null) [null] <null> nil none nan -nan <na> nat
    \n - -- --- – — ? . .. ... * ** ***
    #div/0! #value! #ref! #name? #num! #error! 0000-00-00 n/d n.d. s/d k.a. k/a"""
) | {"0000-00-00 00:00:00", "not available", "not applicable", "no data"}
"""Missing in a column that otherwise parses whole as numbers, dates or yes/no. Elsewhere they stay what they are."""

SOFT_NULL_WORDS: frozenset[str] = _words("unknown missing undefined tbd tba blank empty unk")
"""Missing among numbers and dates; beside yes and no they are an answer of their own."""

YES_NO: tuple[tuple[frozenset[str], frozenset[str]], ...] = tuple(
    (_words(yes), _words(no))
    for yes, no in (
        ("true t yes y", "false f no n"),
        ("on", "off"),
        ("✓ ✔ ☑ ✅", "✗ ✘ ☐ ❌ ✖"),
        ("wahr ja j", "falsch nein n"),
        ("vrai oui o", "faux non n"),
        ("verdadero sí si s", "falso no n"),
        ("verdadeiro sim s", "falso não nao n"),
        ("vero sì si s", "falso no n"),
        ("waar ja j", "onwaar nee n"),
        ("sant sann sand ja j", "falskt usann falsk nej nei n"),
        ("tosi kyllä k", "epätosi ei e"),
        ("prawda tak t", "fałsz nie n"),
        ("pravda ano áno a", "nepravda ne nie n"),
        ("igaz igen i", "hamis nem n"),
        ("adevărat da d", "fals nu n"),
        ("da", "ne"),
        ("doğru evet e", "yanlış hayır hayir h"),
        ("да д истина", "нет н ложь"),
        ("так", "ні"),
        ("ναι", "όχι οχι"),
        ("ya", "tidak"),
        ("có", "không"),
        ("نعم", "لا"),
        ("כן", "לא"),
        ("हाँ हां", "नहीं"),
        ("是", "否"),
        ("はい", "いいえ"),
        ("예 네", "아니요 아니오"),
    )
)
LETTERS: tuple[frozenset[str], ...] = tuple(map(_words, ("y n", "t f", "j n")))
"""Pairs of single letters that hardly mean anything but yes and no."""
ASKED_LETTERS: tuple[frozenset[str], ...] = tuple(map(_words, ("s n", "o n", "д н")))
"""Pairs that may mean yes and no, or south and north: a person says so. Other pairs of letters are never taken."""

CURRENCY_CODES: frozenset[str] = _words(
    """USD EUR GBP JPY CNY CHF CAD AUD NZD SEK NOK DKK ISK PLN CZK HUF RON BGN HRK RUB UAH TRY ILS INR PKR BDT LKR IDR
    MYR SGD THB PHP VND KRW TWD HKD BRL ARS CLP COP PEN MXN UYU ZAR NGN KES GHS EGP MAD TND AED SAR QAR KWD BHD OMR JOD
    NAD XOF XAF BTC RMB"""
)
"""ISO 4217 codes (upper case) that follow or lead an amount."""

CURRENCY_SIGNS: frozenset[str] = frozenset("$€£¥₹₽₩₺₪₫₴₦₱฿₡₲₵₸₼₾₿¢﷼") | _words(
    "R$ US$ A$ AU$ C$ CA$ NZ$ HK$ S$ NT$ MX$ Fr. kr kr. Kr Kr. zł Kč Ft lei лв лв. руб руб. Rs Rs. RM Rp 元 円 원"
)

CURRENCIES = tuple(sorted(CURRENCY_SIGNS | CURRENCY_CODES, key=lambda word: (-len(word), word)))

UNITS: frozenset[str] = _words(
    """kg g mg µg ug t lb lbs oz st km m cm mm µm nm mi mile miles ft in yd inch inches l ml cl dl gal pt qt h hr
    hrs hour hours min mins minute minutes s sec secs second seconds ms d day days week weeks wk wks month
    months mo mos year years yr yrs kb mb gb tb kib mib gib b bytes hz khz mhz ghz w kw mw gw wh kwh mwh gwh v
    kv mv a ma ah mah ohm °c °f c f k pa kpa hpa mpa bar mbar psi atm j kj kcal cal n nm rpm mph kmh km/h m/s
    kph knots kn ha acre acres m2 m² km2 km² sqm sqft m3 m³ px pcs pc stk st. stück x cc hp ps mol mmol mg/dl
    mmol/l mmhg bpm db dbm lux lm ppm ppb dpi fps mbps gbps people items units"""
)
"""Units that are written behind a number."""

VERSION_NAMES = _words("version versions ver release releases build firmware fw rev revision semver versión versao")
ADDRESS_NAMES = _words(
    "address addresses adresse adressen dirección direccion direcciones indirizzo endereço adres anschrift"
)
PHONE_NAMES = _words("phone telephone tel mobile fax cell telefon telefono teléfono telefone handy téléphone gsm")
