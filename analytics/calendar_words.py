"""Words in dates: the names of the months in many languages, and what says nothing and is skipped."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analytics.sqltext import literal

WEEKDAYS = tuple(
    re.findall(
        "[^ \n]+",
        """montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag lundi mardi mercredi jeudi vendredi
samedi dimanche lunes martes miércoles jueves viernes sábado domingo lunedì martedì mercoledì giovedì venerdì sabato
domenica segunda terça quarta quinta sexta segunda-feira terça-feira quarta-feira quinta-feira sexta-feira maandag
dinsdag woensdag donderdag vrijdag zaterdag zondag måndag tisdag onsdag torsdag fredag lördag söndag mandag tirsdag
lørdag søndag poniedziałek wtorek środa czwartek piątek sobota niedziela понедельник вторник среда четверг пятница
суббота воскресенье""",
    )
)
"""Days of the week beside the English ones, in lower case; they are skipped."""
ORDINAL = r"([0-9])(?:st|nd|rd|th|er|re|º|ª|°)($|[^0-9\pL])"
FILLER = " (?:of|de|del|do|di|den) "
YEAR_WORD = " г[.]?$"
HALF_OF_DAY = "([ap])[.] ?m[.]$"


def plain_sql(value: str) -> str:
    """SQL that takes away what says nothing: endings of ordinals, small words, foreign weekdays, points in p.m."""
    sql = f"regexp_replace({value}, '(?i)^(?:{'|'.join(WEEKDAYS)})[.,]{{0,2}} ', '')"
    sql = f"regexp_replace({sql}, {literal('(?i)' + ORDINAL)}, '\\1\\2')"
    sql = f"regexp_replace({sql}, '(?i){FILLER}', ' ', 'g')"
    sql = f"regexp_replace({sql}, '(?i){YEAR_WORD}', '')"
    return f"regexp_replace({sql}, '(?i){HALF_OF_DAY}', '\\1m')"


_FOREIGN_DAY = re.compile(f"(?i:{'|'.join(WEEKDAYS)})[.,]{{0,2}} ")
_ORDINAL = re.compile(ORDINAL.replace(r"[^0-9\pL]", r"[\W_]"), re.IGNORECASE)
_FILLER = re.compile(FILLER, re.IGNORECASE)
_YEAR_WORD = re.compile(YEAR_WORD, re.IGNORECASE)
_HALF_OF_DAY = re.compile(HALF_OF_DAY, re.IGNORECASE)


def plain(text: str) -> str:
    """The same for one text, in Python."""
    day = _FOREIGN_DAY.match(text)
    text = text[day.end() :] if day else text
    text = _ORDINAL.sub(r"\1\2", text, count=1)
    text = _YEAR_WORD.sub("", _FILLER.sub(" ", text))
    return _HALF_OF_DAY.sub(r"\1m", text)


def english_sql(value: str, months: Sequence[Sequence[str]]) -> str:
    """SQL that puts English three-letter names in the place of month names of another language."""
    sql = f"lower({value})"
    for names, english in zip(months, ENGLISH, strict=True):
        listed = "|".join(sorted(names, key=len, reverse=True))
        word = rf"(?:^|([^\pL]))(?:{listed})[.]?(?:$|([^\pL]))"
        sql = f"regexp_replace({sql}, {literal(word)}, '\\1{english}\\2')"
    return sql


ENGLISH = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _names(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(month.split("/")) for month in text.split())


MONTHS = {
    "de": _names(
        "januar/jänner/jan februar/feber/feb märz/mär/mrz april/apr mai juni/jun juli/jul august/aug"
        " september/sept/sep oktober/okt november/nov dezember/dez"
    ),
    "fr": _names(
        "janvier/janv/jan février/févr/fév/fevrier/fevr mars/mar avril/avr mai juin juillet/juil août/aout"
        " septembre/sept/sep octobre/oct novembre/nov décembre/déc/decembre/dec"
    ),
    "es": _names(
        "enero/ene febrero/feb marzo/mar abril/abr mayo/may junio/jun julio/jul agosto/ago"
        " septiembre/setiembre/sept/sep/set octubre/oct noviembre/nov diciembre/dic"
    ),
    "it": _names(
        "gennaio/gen febbraio/feb marzo/mar aprile/apr maggio/mag giugno/giu luglio/lug agosto/ago"
        " settembre/set/sett ottobre/ott novembre/nov dicembre/dic"
    ),
    "pt": _names(
        "janeiro/jan fevereiro/fev março/marco/mar abril/abr maio/mai junho/jun julho/jul agosto/ago"
        " setembro/set outubro/out novembro/nov dezembro/dez"
    ),
    "nl": _names(
        "januari/jan februari/feb maart/mrt april/apr mei juni/jun juli/jul augustus/aug"
        " september/sept/sep oktober/okt november/nov december/dec"
    ),
    "sv": _names(
        "januari/jan februari/feb mars/mar april/apr maj juni/jun juli/jul augusti/aug"
        " september/sept/sep oktober/okt november/nov december/dec"
    ),
    "da": _names(
        "januar/jan februar/feb marts/mar april/apr maj juni/jun juli/jul august/aug"
        " september/sept/sep oktober/okt november/nov december/dec"
    ),
    "no": _names(
        "januar/jan februar/feb mars/mar april/apr mai juni/jun juli/jul august/aug"
        " september/sept/sep oktober/okt november/nov desember/des"
    ),
    "fi": _names(
        "tammikuuta/tammikuu/tammi helmikuuta/helmikuu/helmi maaliskuuta/maaliskuu/maalis huhtikuuta/huhtikuu/huhti"
        " toukokuuta/toukokuu/touko kesäkuuta/kesäkuu/kesä heinäkuuta/heinäkuu/heinä elokuuta/elokuu/elo"
        " syyskuuta/syyskuu/syys lokakuuta/lokakuu/loka marraskuuta/marraskuu/marras joulukuuta/joulukuu/joulu"
    ),
    "pl": _names(
        "stycznia/styczeń/sty lutego/luty/lut marca/marzec/mar kwietnia/kwiecień/kwi maja/maj czerwca/czerwiec/cze"
        " lipca/lipiec/lip sierpnia/sierpień/sie września/wrzesień/wrz października/październik/paź"
        " listopada/listopad/lis grudnia/grudzień/gru"
    ),
    "cs": _names(
        "ledna/leden/led února/únor/úno března/březen/bře dubna/duben/dub května/květen/kvě června/červen/čvn"
        " července/červenec/čvc srpna/srpen/srp září/zář října/říjen/říj listopadu/listopad/lis prosince/prosinec/pro"
    ),
    "hu": _names(
        "január/jan február/feb/febr március/márc/már április/ápr május/máj június/jún július/júl augusztus/aug"
        " szeptember/szept/szep október/okt november/nov december/dec"
    ),
    "ro": _names(
        "ianuarie/ian februarie/feb martie/mar aprilie/apr mai iunie/iun iulie/iul august/aug"
        " septembrie/sept/sep octombrie/oct noiembrie/noi decembrie/dec"
    ),
    "tr": _names(
        "ocak/oca şubat/şub mart/mar nisan/nis mayıs/may haziran/haz temmuz/tem ağustos/ağu eylül/eyl ekim/eki"
        " kasım/kas aralık/ara"
    ),
    "id": _names(
        "januari/jan februari/feb maret/mar april/apr mei juni/jun juli/jul agustus/agu/agt september/sep"
        " oktober/okt november/nov desember/des"
    ),
    "ru": _names(
        "января/январь/янв февраля/февраль/фев/февр марта/март/мар апреля/апрель/апр мая/май июня/июнь/июн"
        " июля/июль/июл августа/август/авг сентября/сентябрь/сен/сент октября/октябрь/окт ноября/ноябрь/ноя/нояб"
        " декабря/декабрь/дек"
    ),
    "uk": _names(
        "січня/січень/січ лютого/лютий/лют березня/березень/бер квітня/квітень/кві травня/травень/тра"
        " червня/червень/чер липня/липень/лип серпня/серпень/сер вересня/вересень/вер жовтня/жовтень/жов"
        " листопада/листопад/лис грудня/грудень/гру"
    ),
    "el": _names(
        "ιανουαρίου/ιανουάριος/ιαν φεβρουαρίου/φεβρουάριος/φεβ μαρτίου/μάρτιος/μαρ απριλίου/απρίλιος/απρ"
        " μαΐου/μάιος/μαΐ ιουνίου/ιούνιος/ιουν ιουλίου/ιούλιος/ιουλ αυγούστου/αύγουστος/αυγ σεπτεμβρίου/σεπτέμβριος/σεπ"
        " οκτωβρίου/οκτώβριος/οκτ νοεμβρίου/νοέμβριος/νοε δεκεμβρίου/δεκέμβριος/δεκ"
    ),
}
"""Month names by language, each with its short forms, in lower case."""
