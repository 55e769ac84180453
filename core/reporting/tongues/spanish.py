"""Spanish."""

from __future__ import annotations

from core.reporting.tongues import spanish_letters as letters
from core.reporting.tongues import spanish_news as news

NAME = "Español"
ENGLISH_NAME = "Spanish"
SEPARATORS = (".", ",")
SHORT = {"T": "B", "B": "mil M", "M": "M", "k": "mil"}
MONTHS = ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
          "noviembre", "diciembre")  # fmt: skip
SHORT_MONTHS = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic")
DAY = "{day} de {month} de {year}"
SHORT_DAY = "{day} {month} {year}"
WEEKDAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
EACH_WEEKDAY = ("los lunes", "los martes", "los miércoles", "los jueves", "los viernes", "los sábados", "los domingos")
ORDINALS = {1: "primer", 2: "segundo", 3: "tercer", 4: "cuarto", -1: "último"}
PHRASES = {
    "and": "y",
    "or": "o",
    "to": "a",
    "test": "prueba",
    "test_subject": "Prueba: {name}",
    "subject": "{name} – {day}",
    "data_of": "datos del {moment}",
    "filtered": "Filtrado por {filters}",
    "changes": "Qué ha cambiado desde el último informe",
    "found": "Hallado en los datos",
    "found_whole": "Hallado en el conjunto de los datos",
    "open_dashboard": "Abrir el panel",
    "open_dataset": "Abrir los datos",
    "why": "Recibe este informe porque su dirección está entre los destinatarios de «{name}».",
    "comes": "Llega {when} ({zone}).",
    "leave": "Dejar de recibirlo",
    "leave_ask": "¿Dejar de recibir «{name}»?",
    "leave_tell": "El informe ya no se enviará a {address}.",
    "leave_button": "Detener los correos",
    "left": "Ya no lo recibirá",
    "left_tell": "«{name}» ya no se envía a {address}.",
    "come_back": "Sí lo quiero",
    "about": "Sobre este informe",
    "page": "Página",
    "contents": "Contenido",
    "nothing": "Nada ha cambiado desde el último informe.",
    "number_moved": "{title}: {value}, {change}.",
    "up_from": "sube desde {text}",
    "down_from": "baja desde {text}",
    "up_by": "sube un {share} desde {text}",
    "down_by": "baja un {share} desde {text}",
    "up_little": "sube ligeramente desde {text}",
    "down_little": "baja ligeramente desde {text}",
    "rows_more.one": "{n} fila más que antes (ahora {now}).",
    "rows_more.many": "{n} filas más que antes (ahora {now}).",
    "rows_fewer.one": "{n} fila menos que antes (ahora {now}).",
    "rows_fewer.many": "{n} filas menos que antes (ahora {now}).",
    "of_whole": "de {whole}",
    "more_charts.one": "Hay un gráfico más en el panel.",
    "more_charts.many": "Hay {n} gráficos más en el panel.",
    "not_drawn": "No se pudo dibujar; quizá hayan cambiado los datos.",
    "dataset_gone": "Nada que mostrar: se eliminó el conjunto de datos de origen.",
    "rows_of": "{shown} de {total} filas",
    "and_more": "y {n} más",
    "not_attached": "{kind} no va adjunto. {reason}",
    "too_many_bytes": "Los datos superan {megabytes} MB, demasiado para un correo.",
    "too_many_rows": "Los datos tienen más de {rows} filas, demasiadas para un correo.",
    "too_many_view_rows": "La vista tiene más de {rows} filas, demasiadas para un correo.",
    "no_data": "El panel no tiene datos propios.",
    "mail_full": "El correo está lleno; el archivo se puede descargar del archivo del informe.",
    "pictures_left_out.one": "Se omite un gráfico para que el correo siga siendo ligero; está en el panel.",
    "pictures_left_out.many": "Se omiten {n} gráficos para que el correo siga siendo ligero; están en el panel.",
    "no_font.one": "Un carácter ({letters}) no tiene fuente aquí y aparece como un recuadro.",
    "no_font.many": "{n} caracteres ({letters}) no tienen fuente aquí y aparecen como recuadros.",
    "all": "todos",
    "contains": "contiene «{text}»",
    "from": "desde {start}",
    "up_to": "hasta {end}",
    "period.7d": "últimos 7 días",
    "period.30d": "últimos 30 días",
    "period.90d": "últimos 90 días",
    "period.month": "mes más reciente",
    "period.quarter": "trimestre más reciente",
    "period.year": "año más reciente",
    "period.12m": "últimos 12 meses",
    "every_minutes.one": "cada minuto",
    "every_minutes.many": "cada {n} minutos",
    "every_hours.one": "cada hora",
    "every_hours.many": "cada {n} horas",
    "every_days.one": "cada día",
    "every_days.many": "cada {n} días",
    "daily": "todos los días",
    "workdays": "de lunes a viernes",
    "weekends": "los fines de semana",
    "on_weekdays": "{days}",
    "month_day": "el día {day} del mes",
    "month_days": "los días {days} del mes",
    "last_day": "el último día del mes",
    "nth": "el {nth} {day} del mes",
    "in_months": "{days} en {months}",
    "once_a_year": "el {day} de {month}",
    "either": "{one} o {other}",
    "at": "{days} a las {times}",
    "many_times": "{days}, {n} veces entre las {first} y las {last}",
    "rows": "Filas",
    "columns": "Columnas",
    "quality": "Calidad",
    "of_100": "de 100",
    "missing": "Celdas vacías",
    "versions": "Versiones",
    "measures": "Las cifras",
    "cleaned": "La calidad de los datos",
    "drifted": "En qué difiere esta versión de la anterior",
    "column": "Columna",
    "total": "Total",
    "average": "Media",
    "lowest": "Mínimo",
    "highest": "Máximo",
    "empty": "Vacías",
    "no_drift": "Tiene las mismas columnas del mismo tipo, con valores como los de antes.",
    "no_findings": "Nada destaca del azar.",
    "looks": "En imágenes",
}
SUBJECTS = {
    "rows": "El número de filas", "total": "El total de «{q}»", "average": "La media de «{q}»",
    "share": "La proporción de «{q}»", "column": "«{q}»", "per": " por {grain}", "where": " para {x}", "is": "=",
    "hour": "hora", "day": "día", "week": "semana", "month": "mes", "quarter": "trimestre", "year": "año",
    "minute": "minuto", "second": "segundo", "minutes": "minutos", "seconds": "segundos",
}  # fmt: skip
WORDS = {
    "strongly": "con fuerza", "clearly": "claramente", "somewhat": "algo", "daily": "diario", "weekly": "semanal",
    "monthly": "mensual", "yearly": "anual", "rise together": "suben juntos",
    "go in opposite directions": "van en sentidos opuestos",
    ", and both move with time": ", y ambas se mueven con el tiempo",
    ", movement with time taken out": ", descontado el movimiento en el tiempo",
}  # fmt: skip
WHENS = {
    "on": "el {a}", "on_several": "los días {list}", "from_to": "del {a} al {b}",
    "days_between": "en {n} días entre el {a} y el {b}", "year": "en {a}", "clock": "el {a} de {x} a {y}",
}  # fmt: skip
PHASES = {
    "weekday": "{x}", "month": "en {x}", "hour": "a las {x}", "days": "del {a} al {b} del mes",
    "first two days": "los dos primeros días del mes", "days from 25 on": "desde el 25 del mes",
    "last five days but two": "hacia el final del mes", "last two days": "los dos últimos días del mes",
}  # fmt: skip
SENTENCES = {
    "new": "Nuevo: {rest}",
    "gone": "Ya no se observa: {rest}",
    "table_empty": "La tabla no tiene filas.",
    "opening.one": "La tabla tiene {n1} fila y {n2} columnas.",
    "opening_column.one": "La tabla tiene {n1} fila y {n2} columna.",
    "opening_column": "La tabla tiene {n1} filas y {n2} columna.",
    "opening": "La tabla tiene {n1} filas y {n2} columnas.",
    "opening_day": "La tabla tiene {n1} filas y {n2} columnas, todas del {d1}.",
    "opening_time": "La tabla tiene {n1} filas y {n2} columnas, del {d1} al {d2}.",
    "chance": "Nada destaca del azar: ninguna tendencia, ningún ritmo, ningún día extraño ni relación entre columnas "
    "es lo bastante segura.",
    "code": "{r1} en «{q1}» parece un código de «no medido»; "
    "estos hallazgos lo dejan fuera. Acéptelo en «Cleaning» y los gráficos también lo dejarán.",
    "gaps": "Cuidado con los huecos: «{q1}» está vacía en el {p1} de las filas.",
    "unsure": "«{q1}» puede leerse de más de una manera; compruebe que se leyó como debe.",
    "more_data": "Más filas o un periodo más largo quizá muestren más.",
    "passed": "{r1} hallazgos en total superaron una prueba que tiene en cuenta todo lo examinado.",
    "rose": "{s1} subió[[ un {p1}]]: de {n1} ({d1}) a {n2} ({d2}).",
    "fell": "{s1} bajó[[ un {p1}]]: de {n1} ({d1}) a {n2} ({d2}).",
    "jumped": "{s1} dio un salto hacia el {d1}[[, de un {p1}]]: {n1} antes ({d2}), {n2} después ({d3}).",
    "dropped": "{s1} cayó hacia el {d1}[[ un {p1}]]: {n1} antes ({d2}), {n2} después ({d3}).",
    "high": "{s1}: valor inusualmente alto {t1}, {n1} frente a {n2} en momentos comparables[[ ({x1})]].",
    "low": "{s1}: valor inusualmente bajo {t1}, {n1} frente a {n2} en momentos comparables[[ ({x1})]].",
    "together": "«{q1}» y «{q2}» van {w1} a la par: donde uno es más alto, el otro suele serlo también (correlación de "
    "rangos {r1}, {r2} filas{o1}).",
    "opposite": "«{q1}» y «{q2}» van {w1} en sentidos opuestos: donde uno es más alto, el otro suele ser más bajo "
    "(correlación de rangos {r1}, {r2} filas{o1}).",
    "curve": "«{q1}» sigue a «{q2}» en una curva, ni solo hacia arriba ni solo hacia abajo: la curva explica el {p1} "
    "de su variación en rango, una recta el {p2} ({r1} filas).",
    "together_where": "«{q1}» y «{q2}» van {w1} a la par para {x1} (correlación de rangos {r1}, {r2} filas); entre los "
    "demás es {r3}.",
    "opposite_where": "«{q1}» y «{q2}» van {w1} en sentidos opuestos para {x1} (correlación de rangos {r1}, {r2} "
    "filas); entre los demás es {r3}.",
    "most_rows": "El {p1} de las filas con «{q1}» son {x1} ({r1} de {r2}); el siguiente, {x2}, tiene el {p2}, de {r3} "
    "valores en total.",
    "most_total": "{x1} supone el {p1} del total de «{q1}» por «{q2}» ({n1} de {n2}); el siguiente, {x2}, el {p2}.",
    "driver_up": "{s1} subió de {n1} ({d1}) a {n2} ({d2}), y [[el {p1} ]]de ello viene de {x1} en «{q1}»: {n3} antes, "
    "{n4} después.",
    "driver_down": "{s1} bajó de {n1} ({d1}) a {n2} ({d2}), y [[el {p1} ]]de ello viene de {x1} en «{q1}»: {n3} antes, "
    "{n4} después.",
    "outliers": "{r1} valores de «{q1}» quedan lejos de todos los demás: el más lejano es {n1} (fila {r2}); el resto "
    "va de {n2} a {n3}, con una mediana de {n4}.",
    "rhythm": "{s1} tiene un ritmo {w1}: lo más alto {h1} ({n1}), lo más bajo {h2} ({n2}).",
    "simpson": "En todas las filas «{q1}» y «{q2}» {w1} (correlación de rangos {r1}), pero dentro de «{q3}» es al "
    "revés ({r2} a {r3} en {r4} grupos): la cifra global engaña.",
    "highest": "{s1} es máxima donde «{q1}» = {x1}: {n1}, {x2} frente a {x3}, el siguiente ({n2}).",
    "pulled": "Donde «{q1}» = {x1}, «{q2}» es más baja: {n1} frente a {n2} en los demás valores frecuentes.",
    "rows_instead": "{r1} filas en lugar de {r2}[[ ({x1})]].",
    "reaches": "«{q1}» llega ahora hasta el {d1}, antes hasta el {d2}.",
    "average_moved": "La media de «{q1}» es {n1}, antes {n2}[[ ({x1})]].",
    "new_columns": "Columnas nuevas: {x1}.",
    "missing_columns": "Columnas que faltan: {x1}.",
    "same": "Valen los mismos hallazgos que antes.",
    "none": "No hay hallazgos, como antes.",
    "no_values": "Faltan valores en {r1} columnas, sobre todo en «{q1}» con {p1}.",
    "repeats": "{r1} filas repiten otra.",
    "suggestions": "Hay sugerencias para {r1} columnas, primero «{q1}».",
    "two_ways": "«{q1}» puede leerse de dos maneras; responda a su pregunta.",
}
SHORT_WEEKDAYS = ("lun", "mar", "mié", "jue", "vie", "sáb", "dom")
TITLES = {
    "Rows": "Filas", "in all": "en total", "In short": "En resumen", "sum": "Suma de {c}", "mean": "Media de {c}",
    "median": "Mediana de {c}", "min": "Mínimo de {c}", "max": "Máximo de {c}", "total": "Total {c}",
    "different": "{c} distintos", "values": "Valores de {c}", "over_time": " a lo largo del tiempo", "by": " por {c}",
    "against": "«{a}» frente a «{b}»", "distribution": "Distribución de «{c}»",
    "by_hour": " por hora del día", "rhythm": ": {c}",
    "daily": "ritmo diario", "weekly": "ritmo semanal", "monthly": "ritmo mensual", "yearly": "ritmo anual",
    "Day of the week": "Día de la semana", "Hour of the day": "Hora del día", "Month": "Mes",
}  # fmt: skip
PHRASES |= news.PHRASES | letters.PHRASES
SUBJECTS |= news.SUBJECTS
WORDS |= news.WORDS
WHENS |= news.WHENS
PHASES |= news.PHASES
SENTENCES |= news.SENTENCES
