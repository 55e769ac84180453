"""German."""

from __future__ import annotations

from core.reporting.tongues import german_letters as letters
from core.reporting.tongues import german_news as news

NAME = "Deutsch"
ENGLISH_NAME = "German"
SEPARATORS = (".", ",")
SHORT = {"T": "Bio.", "B": "Mrd.", "M": "Mio.", "k": "Tsd."}
MONTHS = ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
          "Dezember")  # fmt: skip
SHORT_MONTHS = ("Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez.")
DAY = "{day}. {month} {year}"
SHORT_DAY = "{day}. {month} {year}"
WEEKDAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
EACH_WEEKDAY = ("montags", "dienstags", "mittwochs", "donnerstags", "freitags", "samstags", "sonntags")
ORDINALS = {1: "ersten", 2: "zweiten", 3: "dritten", 4: "vierten", -1: "letzten"}
PHRASES = {
    "and": "und",
    "or": "oder",
    "to": "bis",
    "test": "Test",
    "test_subject": "Test: {name}",
    "subject": "{name} – {day}",
    "data_of": "Daten vom {moment}",
    "filtered": "Gefiltert nach {filters}",
    "changes": "Was sich seit dem letzten Bericht geändert hat",
    "found": "In den Daten gefunden",
    "found_whole": "In den gesamten Daten gefunden",
    "open_dashboard": "Dashboard öffnen",
    "open_dataset": "Daten öffnen",
    "why": "Sie erhalten diesen Bericht, weil Ihre Adresse zu den Empfängern von „{name}“ gehört.",
    "comes": "Er kommt {when} ({zone}).",
    "leave": "Nicht mehr erhalten",
    "leave_ask": "„{name}“ nicht mehr erhalten?",
    "leave_tell": "Der Bericht wird nicht mehr an {address} gesandt.",
    "leave_button": "Keine Mails mehr",
    "left": "Sie erhalten ihn nicht mehr",
    "left_tell": "„{name}“ wird nicht mehr an {address} gesandt.",
    "come_back": "Ich möchte ihn doch",
    "about": "Über diesen Bericht",
    "page": "Seite",
    "contents": "Inhalt",
    "nothing": "Seit dem letzten Bericht hat sich nichts geändert.",
    "number_moved": "{title}: {value}, {change}.",
    "up_from": "gestiegen von {text}",
    "down_from": "gesunken von {text}",
    "up_by": "{share} mehr als {text}",
    "down_by": "{share} weniger als {text}",
    "up_little": "wenig mehr als {text}",
    "down_little": "wenig weniger als {text}",
    "rows_more.one": "{n} Zeile mehr als zuvor (jetzt {now}).",
    "rows_more.many": "{n} Zeilen mehr als zuvor (jetzt {now}).",
    "rows_fewer.one": "{n} Zeile weniger als zuvor (jetzt {now}).",
    "rows_fewer.many": "{n} Zeilen weniger als zuvor (jetzt {now}).",
    "of_whole": "von {whole}",
    "more_charts.one": "Ein weiteres Diagramm steht auf dem Dashboard.",
    "more_charts.many": "{n} weitere Diagramme stehen auf dem Dashboard.",
    "not_drawn": "Das konnte nicht gezeichnet werden; vielleicht haben sich die Daten geändert.",
    "dataset_gone": "Nichts zu zeigen: Der Datensatz dahinter wurde gelöscht.",
    "rows_of": "{shown} von {total} Zeilen",
    "and_more": "und {n} weitere",
    "not_attached": "{kind} ist nicht angehängt. {reason}",
    "too_many_bytes": "Die Daten sind größer als {megabytes} MB, zu groß für eine E-Mail.",
    "too_many_rows": "Die Daten haben mehr als {rows} Zeilen, zu viele für eine E-Mail.",
    "too_many_view_rows": "Die Ansicht hat mehr als {rows} Zeilen, zu viele für eine E-Mail.",
    "no_data": "Das Dashboard hat keine eigenen Daten.",
    "mail_full": "Die E-Mail ist voll; die Datei lässt sich im Archiv des Berichts herunterladen.",
    "pictures_left_out.one": "Ein Diagramm fehlt hier, damit die E-Mail klein bleibt; es steht auf dem Dashboard.",
    "pictures_left_out.many": "{n} Diagramme fehlen hier, damit die E-Mail klein bleibt; sie stehen auf dem Dashboard.",
    "no_font.one": "Für ein Zeichen ({letters}) gibt es hier keine Schrift; es erscheint als Kästchen.",
    "no_font.many": "Für {n} Zeichen ({letters}) gibt es hier keine Schrift; sie erscheinen als Kästchen.",
    "all": "alle",
    "contains": "enthält „{text}“",
    "from": "ab {start}",
    "up_to": "bis {end}",
    "period.7d": "letzte 7 Tage",
    "period.30d": "letzte 30 Tage",
    "period.90d": "letzte 90 Tage",
    "period.month": "neuester Monat",
    "period.quarter": "neuestes Quartal",
    "period.year": "neuestes Jahr",
    "period.12m": "letzte 12 Monate",
    "every_minutes.one": "jede Minute",
    "every_minutes.many": "alle {n} Minuten",
    "every_hours.one": "jede Stunde",
    "every_hours.many": "alle {n} Stunden",
    "every_days.one": "jeden Tag",
    "every_days.many": "alle {n} Tage",
    "daily": "täglich",
    "workdays": "werktags (Montag bis Freitag)",
    "weekends": "am Wochenende",
    "on_weekdays": "{days}",
    "month_day": "am {day}. des Monats",
    "month_days": "an den Tagen {days} des Monats",
    "last_day": "am letzten Tag des Monats",
    "nth": "am {nth} {day} des Monats",
    "in_months": "{days} im {months}",
    "once_a_year": "am {day}. {month}",
    "either": "{one} oder {other}",
    "at": "{days} um {times} Uhr",
    "many_times": "{days}, {n}-mal zwischen {first} und {last} Uhr",
    "rows": "Zeilen",
    "columns": "Spalten",
    "quality": "Qualität",
    "of_100": "von 100",
    "missing": "Leere Zellen",
    "versions": "Versionen",
    "measures": "Die Zahlen",
    "cleaned": "Wie gut die Daten sind",
    "drifted": "Was an dieser Version anders ist als an der vorigen",
    "column": "Spalte",
    "total": "Summe",
    "average": "Mittel",
    "lowest": "Kleinster Wert",
    "highest": "Größter Wert",
    "empty": "Leer",
    "no_drift": "Sie hat dieselben Spalten derselben Art, mit Werten wie zuvor.",
    "no_findings": "Nichts darin hebt sich vom Zufall ab.",
    "looks": "Wie es aussieht",
}
SUBJECTS = {
    "rows": "Die Zahl der Zeilen", "total": "Die Summe von „{q}“", "average": "Der Durchschnitt von „{q}“",
    "share": "Der Anteil von „{q}“", "column": "„{q}“", "per": " pro {grain}", "where": " für {x}", "is": "=",
    "hour": "Stunde", "day": "Tag", "week": "Woche", "month": "Monat", "quarter": "Quartal", "year": "Jahr",
    "minute": "Minute", "second": "Sekunde", "minutes": "Minuten", "seconds": "Sekunden",
}  # fmt: skip
WORDS = {
    "strongly": "stark", "clearly": "deutlich", "somewhat": "etwas", "daily": "Tagesrhythmus",
    "weekly": "Wochenrhythmus", "monthly": "Monatsrhythmus", "yearly": "Jahresrhythmus",
    "rise together": "gemeinsam", "go in opposite directions": "gegenläufig",
    ", and both move with time": ", beide bewegen sich mit der Zeit",
    ", movement with time taken out": ", ohne die gemeinsame Bewegung in der Zeit",
}  # fmt: skip
WHENS = {
    "on": "am {a}", "on_several": "am {list}", "from_to": "von {a} bis {b}",
    "days_between": "an {n} Tagen zwischen {a} und {b}", "year": "im Jahr {a}", "clock": "am {a} von {x} bis {y} Uhr",
}  # fmt: skip
PHASES = {
    "weekday": "{x}", "month": "im {x}", "hour": "um {x} Uhr", "days": "vom {a}. bis {b}. des Monats",
    "first two days": "an den ersten beiden Tagen des Monats", "days from 25 on": "ab dem 25. des Monats",
    "last five days but two": "gegen Ende des Monats", "last two days": "an den letzten beiden Tagen des Monats",
}  # fmt: skip
SENTENCES = {
    "new": "Neu: {rest}",
    "gone": "Nicht mehr gefunden: {rest}",
    "table_empty": "Die Tabelle hat keine Zeilen.",
    "opening.one": "Die Tabelle hat {n1} Zeile und {n2} Spalten.",
    "opening_column.one": "Die Tabelle hat {n1} Zeile und {n2} Spalte.",
    "opening_column": "Die Tabelle hat {n1} Zeilen und {n2} Spalte.",
    "opening": "Die Tabelle hat {n1} Zeilen und {n2} Spalten.",
    "opening_day": "Die Tabelle hat {n1} Zeilen und {n2} Spalten, alle vom {d1}.",
    "opening_time": "Die Tabelle hat {n1} Zeilen und {n2} Spalten, vom {d1} bis {d2}.",
    "chance": "Nichts darin hebt sich vom Zufall ab: kein Trend, kein Rhythmus, kein auffälliger Tag und kein "
    "Zusammenhang zwischen Spalten ist sicher genug.",
    "code": "{r1} in „{q1}“ sieht nach einem Zeichen für „nicht gemessen“ aus; "
    "diese Befunde lassen es weg. Unter „Cleaning“ annehmen, dann auch die Diagramme.",
    "gaps": "Achtung, Lücken: „{q1}“ ist in {p1} der Zeilen leer.",
    "unsure": "„{q1}“ lässt sich auf mehrere Arten lesen; bitte prüfen, ob es wie gemeint gelesen wurde.",
    "more_data": "Mehr Zeilen oder ein längerer Zeitraum zeigen vielleicht mehr.",
    "passed": "{r1} Befunde insgesamt bestanden eine Prüfung, die berücksichtigt, dass alles abgesucht wurde.",
    "rose": "{s1} stieg[[ um {p1}]]: von {n1} ({d1}) auf {n2} ({d2}).",
    "fell": "{s1} fiel[[ um {p1}]]: von {n1} ({d1}) auf {n2} ({d2}).",
    "jumped": "{s1} sprang um den {d1} nach oben[[, um {p1}]]: {n1} davor ({d2}), {n2} danach ({d3}).",
    "dropped": "{s1} brach um den {d1} ein[[, um {p1}]]: {n1} davor ({d2}), {n2} danach ({d3}).",
    "high": "{s1} war {t1} ungewöhnlich hoch: {n1}, gegenüber {n2} in vergleichbarer Zeit ringsum[[ ({x1})]].",
    "low": "{s1} war {t1} ungewöhnlich niedrig: {n1}, gegenüber {n2} in vergleichbarer Zeit ringsum[[ ({x1})]].",
    "together": "„{q1}“ und „{q2}“ hängen {w1} zusammen: Wo das eine höher ist, ist es meist auch das andere "
    "(Rangkorrelation {r1}, {r2} Zeilen{o1}).",
    "opposite": "„{q1}“ und „{q2}“ bewegen sich {w1} gegenläufig: Wo das eine höher ist, ist das andere meist "
    "niedriger (Rangkorrelation {r1}, {r2} Zeilen{o1}).",
    "curve": "„{q1}“ folgt „{q2}“ in einer Kurve, weder nur aufwärts noch nur abwärts: Die Kurve erklärt {p1} der "
    "Unterschiede im Rang, eine Gerade {p2} ({r1} Zeilen).",
    "together_where": "„{q1}“ und „{q2}“ hängen für {x1} {w1} zusammen (Rangkorrelation {r1}, {r2} Zeilen); bei den "
    "übrigen ist sie {r3}.",
    "opposite_where": "„{q1}“ und „{q2}“ bewegen sich für {x1} {w1} gegenläufig (Rangkorrelation {r1}, {r2} Zeilen); "
    "bei den übrigen ist sie {r3}.",
    "most_rows": "{p1} aller Zeilen mit „{q1}“ sind {x1} ({r1} von {r2}); das nächste, {x2}, hat {p2}, bei {r3} Werten "
    "insgesamt.",
    "most_total": "{x1} macht {p1} der Summe von „{q1}“ nach „{q2}“ aus ({n1} von {n2}); das nächste, {x2}, hat {p2}.",
    "driver_up": "{s1} stieg von {n1} ({d1}) auf {n2} ({d2}), und [[{p1} ]]davon kommen von {x1} in „{q1}“: {n3} "
    "davor, {n4} danach.",
    "driver_down": "{s1} fiel von {n1} ({d1}) auf {n2} ({d2}), und [[{p1} ]]davon kommen von {x1} in „{q1}“: {n3} "
    "davor, {n4} danach.",
    "outliers": "{r1} Werte von „{q1}“ liegen weit von allen anderen: Der fernste ist {n1} (Datenzeile {r2}); die "
    "übrigen reichen von {n2} bis {n3}, mit einem Median von {n4}.",
    "rhythm": "{s1} hat einen {w1}: am höchsten {h1} ({n1}), am niedrigsten {h2} ({n2}).",
    "simpson": "Über alle Zeilen bewegen sich „{q1}“ und „{q2}“ {w1} (Rangkorrelation {r1}), aber innerhalb von „{q3}“ "
    "ist es umgekehrt ({r2} bis {r3} über {r4} Gruppen): Die Gesamtzahl führt in die Irre.",
    "highest": "{s1} ist am höchsten, wo „{q1}“ = {x1}: {n1}, {x2} gegenüber {x3}, dem nächsten ({n2}).",
    "pulled": "Wo „{q1}“ = {x1}, ist „{q2}“ niedriger: im Mittel {n1} gegenüber {n2} bei den übrigen häufigen Werten.",
    "rows_instead": "{r1} Zeilen statt {r2}[[ ({x1})]].",
    "reaches": "„{q1}“ reicht jetzt bis {d1}, zuvor bis {d2}.",
    "average_moved": "Der Durchschnitt von „{q1}“ ist {n1}, zuvor {n2}[[ ({x1})]].",
    "new_columns": "Neue Spalten: {x1}.",
    "missing_columns": "Fehlende Spalten: {x1}.",
    "same": "Es gelten dieselben Befunde wie zuvor.",
    "none": "Es gibt wie zuvor keine Befunde.",
    "no_values": "In {r1} Spalten fehlen Werte, am meisten in „{q1}“ mit {p1}.",
    "repeats": "{r1} Zeilen wiederholen eine andere.",
    "suggestions": "Für {r1} Spalten gibt es Vorschläge, zuerst für „{q1}“.",
    "two_ways": "„{q1}“ lässt sich auf zwei Arten lesen; bitte die Frage dazu beantworten.",
}
SHORT_WEEKDAYS = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")
TITLES = {
    "Rows": "Zeilen", "in all": "insgesamt", "In short": "Kurz gesagt", "sum": "Summe von {c}",
    "mean": "Durchschnitt von {c}",
    "median": "Median von {c}", "min": "Kleinster Wert von {c}", "max": "Größter Wert von {c}", "total": "Summe {c}",
    "different": "Verschiedene {c}", "values": "Werte in {c}", "over_time": " im Lauf der Zeit", "by": " nach {c}",
    "against": "„{a}“ gegen „{b}“", "distribution": "Verteilung von „{c}“",
    "by_hour": " nach Tageszeit", "rhythm": ": {c}",
    "daily": "Tagesrhythmus", "weekly": "Wochenrhythmus", "monthly": "Monatsrhythmus", "yearly": "Jahresrhythmus",
    "Day of the week": "Wochentag", "Hour of the day": "Tageszeit", "Month": "Monat",
}  # fmt: skip
PHRASES |= news.PHRASES | letters.PHRASES
SUBJECTS |= news.SUBJECTS
WORDS |= news.WORDS
WHENS |= news.WHENS
PHASES |= news.PHASES
SENTENCES |= news.SENTENCES
