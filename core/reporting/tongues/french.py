"""French."""

from __future__ import annotations

from core.reporting.tongues import french_letters as letters
from core.reporting.tongues import french_news as news

NAME = "Français"
ENGLISH_NAME = "French"
SEPARATORS = ("\N{NARROW NO-BREAK SPACE}", ",")
SHORT = {"T": "Bn", "B": "Md", "M": "M", "k": "k"}
MONTHS = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
          "décembre")  # fmt: skip
SHORT_MONTHS = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")
DAY = "{day} {month} {year}"
SHORT_DAY = "{day} {month} {year}"
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
EACH_WEEKDAY = ("le lundi", "le mardi", "le mercredi", "le jeudi", "le vendredi", "le samedi", "le dimanche")
ORDINALS = {1: "premier", 2: "deuxième", 3: "troisième", 4: "quatrième", -1: "dernier"}
PHRASES = {
    "and": "et",
    "or": "ou",
    "to": "à",
    "test": "test",
    "test_subject": "Test : {name}",
    "subject": "{name} – {day}",
    "data_of": "données du {moment}",
    "filtered": "Filtré par {filters}",
    "changes": "Ce qui a changé depuis le dernier rapport",
    "found": "Découvert dans les données",
    "found_whole": "Découvert dans l’ensemble des données",
    "open_dashboard": "Ouvrir le tableau de bord",
    "open_dataset": "Ouvrir les données",
    "why": "Vous recevez ce rapport parce que votre adresse figure parmi les destinataires de « {name} ».",
    "comes": "Il arrive {when} ({zone}).",
    "leave": "Ne plus le recevoir",
    "leave_ask": "Ne plus recevoir « {name} » ?",
    "leave_tell": "Le rapport ne sera plus envoyé à {address}.",
    "leave_button": "Arrêter les courriels",
    "left": "Vous ne le recevrez plus",
    "left_tell": "« {name} » n’est plus envoyé à {address}.",
    "come_back": "Je le veux finalement",
    "about": "À propos de ce rapport",
    "page": "Page",
    "contents": "Sommaire",
    "nothing": "Rien n’a changé depuis le dernier rapport.",
    "number_moved": "{title} : {value}, {change}.",
    "up_from": "en hausse par rapport à {text}",
    "down_from": "en baisse par rapport à {text}",
    "up_by": "en hausse de {share} par rapport à {text}",
    "down_by": "en baisse de {share} par rapport à {text}",
    "up_little": "en légère hausse par rapport à {text}",
    "down_little": "en légère baisse par rapport à {text}",
    "rows_more.one": "{n} ligne de plus qu’avant ({now} maintenant).",
    "rows_more.many": "{n} lignes de plus qu’avant ({now} maintenant).",
    "rows_fewer.one": "{n} ligne de moins qu’avant ({now} maintenant).",
    "rows_fewer.many": "{n} lignes de moins qu’avant ({now} maintenant).",
    "of_whole": "sur {whole}",
    "more_charts.one": "Un autre graphique se trouve sur le tableau de bord.",
    "more_charts.many": "{n} autres graphiques se trouvent sur le tableau de bord.",
    "not_drawn": "Ceci n’a pas pu être dessiné ; les données ont peut-être changé.",
    "dataset_gone": "Rien à montrer : le jeu de données d’origine a été supprimé.",
    "rows_of": "{shown} lignes sur {total}",
    "and_more": "et {n} de plus",
    "not_attached": "{kind} n’est pas joint. {reason}",
    "too_many_bytes": "Les données dépassent {megabytes} Mo, trop pour un courriel.",
    "too_many_rows": "Les données comptent plus de {rows} lignes, trop pour un courriel.",
    "too_many_view_rows": "La vue compte plus de {rows} lignes, trop pour un courriel.",
    "no_data": "Le tableau de bord n’a pas de données propres.",
    "mail_full": "Le courriel est plein ; le fichier peut être téléchargé depuis les archives du rapport.",
    "pictures_left_out.one": "Un graphique est omis pour que le courriel reste léger ; il est sur le tableau de bord.",
    "pictures_left_out.many": (
        "{n} graphiques sont omis pour que le courriel reste léger ; ils sont sur le tableau de bord."
    ),
    "no_font.one": "Un caractère ({letters}) n’a pas de police ici et apparaît comme un carré vide.",
    "no_font.many": "{n} caractères ({letters}) n’ont pas de police ici et apparaissent comme des carrés vides.",
    "all": "tout",
    "contains": "contient « {text} »",
    "from": "à partir de {start}",
    "up_to": "jusqu’à {end}",
    "period.7d": "7 derniers jours",
    "period.30d": "30 derniers jours",
    "period.90d": "90 derniers jours",
    "period.month": "mois le plus récent",
    "period.quarter": "trimestre le plus récent",
    "period.year": "année la plus récente",
    "period.12m": "12 derniers mois",
    "every_minutes.one": "chaque minute",
    "every_minutes.many": "toutes les {n} minutes",
    "every_hours.one": "toutes les heures",
    "every_hours.many": "toutes les {n} heures",
    "every_days.one": "tous les jours",
    "every_days.many": "tous les {n} jours",
    "daily": "tous les jours",
    "workdays": "du lundi au vendredi",
    "weekends": "le week-end",
    "on_weekdays": "{days}",
    "month_day": "le {day} du mois",
    "month_days": "les {days} du mois",
    "last_day": "le dernier jour du mois",
    "nth": "le {nth} {day} du mois",
    "in_months": "{days} en {months}",
    "once_a_year": "le {day} {month}",
    "either": "{one} ou {other}",
    "at": "{days} à {times}",
    "many_times": "{days}, {n} fois entre {first} et {last}",
    "rows": "Lignes",
    "columns": "Colonnes",
    "quality": "Qualité",
    "of_100": "sur 100",
    "missing": "Cellules vides",
    "versions": "Versions",
    "measures": "Les chiffres",
    "cleaned": "La qualité des données",
    "drifted": "Ce qui distingue cette version de la précédente",
    "column": "Colonne",
    "total": "Total",
    "average": "Moyenne",
    "lowest": "Minimum",
    "highest": "Maximum",
    "empty": "Vides",
    "no_drift": "Elle a les mêmes colonnes, de même nature, avec des valeurs semblables.",
    "no_findings": "Rien n’y ressort du hasard.",
    "looks": "En images",
}
SUBJECTS = {
    "rows": "Le nombre de lignes", "total": "Le total de « {q} »", "average": "La moyenne de « {q} »",
    "share": "La part de « {q} »", "column": "« {q} »", "per": " par {grain}", "where": " pour {x}", "is": "=",
    "hour": "heure", "day": "jour", "week": "semaine", "month": "mois", "quarter": "trimestre", "year": "an",
    "minute": "minute", "second": "seconde", "minutes": "minutes", "seconds": "secondes",
}  # fmt: skip
WORDS = {
    "strongly": "fortement", "clearly": "nettement", "somewhat": "quelque peu", "daily": "quotidien",
    "weekly": "hebdomadaire", "monthly": "mensuel", "yearly": "annuel", "rise together": "augmentent ensemble",
    "go in opposite directions": "vont en sens contraire",
    ", and both move with time": ", et toutes deux évoluent avec le temps",
    ", movement with time taken out": ", évolution dans le temps déduite",
}  # fmt: skip
WHENS = {
    "on": "le {a}", "on_several": "les {list}", "from_to": "du {a} au {b}",
    "days_between": "sur {n} jours entre le {a} et le {b}", "year": "en {a}", "clock": "le {a} de {x} à {y}",
}  # fmt: skip
PHASES = {
    "weekday": "{x}", "month": "en {x}", "hour": "à {x}", "days": "du {a} au {b} du mois",
    "first two days": "les deux premiers jours du mois", "days from 25 on": "à partir du 25 du mois",
    "last five days but two": "vers la fin du mois", "last two days": "les deux derniers jours du mois",
}  # fmt: skip
SENTENCES = {
    "new": "Nouveau : {rest}",
    "gone": "N’est plus observé : {rest}",
    "table_empty": "La table n’a aucune ligne.",
    "opening.one": "La table compte {n1} ligne et {n2} colonnes.",
    "opening_column.one": "La table compte {n1} ligne et {n2} colonne.",
    "opening_column": "La table compte {n1} lignes et {n2} colonne.",
    "opening": "La table compte {n1} lignes et {n2} colonnes.",
    "opening_day": "La table compte {n1} lignes et {n2} colonnes, toutes du {d1}.",
    "opening_time": "La table compte {n1} lignes et {n2} colonnes, du {d1} au {d2}.",
    "chance": "Rien n’y ressort du hasard : aucune tendance, aucun rythme, aucun jour singulier ni aucun lien entre "
    "colonnes n’est assez sûr.",
    "code": "{r1} dans « {q1} » semble vouloir dire « non mesuré » ; "
    "ces constats l’écartent. Acceptez-le sous « Cleaning », et les graphiques l’écarteront aussi.",
    "gaps": "Attention aux vides : « {q1} » est vide dans {p1} des lignes.",
    "unsure": "« {q1} » peut se lire de plusieurs façons ; vérifiez que la lecture est la bonne.",
    "more_data": "Plus de lignes ou une période plus longue en diraient peut-être davantage.",
    "passed": "{r1} constats en tout ont passé un test qui tient compte de tout ce qui a été examiné.",
    "rose": "{s1} : hausse[[ de {p1}]], de {n1} ({d1}) à {n2} ({d2}).",
    "fell": "{s1} : baisse[[ de {p1}]], de {n1} ({d1}) à {n2} ({d2}).",
    "jumped": "{s1} : saut vers le {d1}[[, de {p1}]], {n1} avant ({d2}), {n2} après ({d3}).",
    "dropped": "{s1} : chute vers le {d1}[[, de {p1}]], {n1} avant ({d2}), {n2} après ({d3}).",
    "high": "{s1} : valeur inhabituellement haute {t1}, {n1} contre {n2} à des moments comparables[[ ({x1})]].",
    "low": "{s1} : valeur inhabituellement basse {t1}, {n1} contre {n2} à des moments comparables[[ ({x1})]].",
    "together": "« {q1} » et « {q2} » vont {w1} de pair : là où l’un est plus élevé, l’autre tend à l’être aussi "
    "(corrélation de rang {r1}, {r2} lignes{o1}).",
    "opposite": "« {q1} » et « {q2} » vont {w1} en sens contraire : là où l’un est plus élevé, l’autre tend à être "
    "plus bas (corrélation de rang {r1}, {r2} lignes{o1}).",
    "curve": "« {q1} » suit « {q2} » selon une courbe, ni seulement montante ni seulement descendante : la courbe "
    "explique {p1} de sa variation de rang, une droite {p2} ({r1} lignes).",
    "together_where": "« {q1} » et « {q2} » vont {w1} de pair pour {x1} (corrélation de rang {r1}, {r2} lignes) ; pour "
    "les autres elle est de {r3}.",
    "opposite_where": "« {q1} » et « {q2} » vont {w1} en sens contraire pour {x1} (corrélation de rang {r1}, {r2} "
    "lignes) ; pour les autres elle est de {r3}.",
    "most_rows": "{p1} des lignes avec « {q1} » sont {x1} ({r1} sur {r2}) ; le suivant, {x2}, en a {p2}, sur {r3} "
    "valeurs en tout.",
    "most_total": "{x1} représente {p1} du total de « {q1} » par « {q2} » ({n1} sur {n2}) ; le suivant, {x2}, {p2}.",
    "driver_up": "{s1} : hausse de {n1} ({d1}) à {n2} ({d2}), dont [[{p1} ]]viennent de {x1} dans « {q1} » : {n3} "
    "avant, {n4} après.",
    "driver_down": "{s1} : baisse de {n1} ({d1}) à {n2} ({d2}), dont [[{p1} ]]viennent de {x1} dans « {q1} » : {n3} "
    "avant, {n4} après.",
    "outliers": "{r1} valeurs de « {q1} » sont loin de toutes les autres : la plus éloignée est {n1} (ligne {r2}) ; le "
    "reste va de {n2} à {n3}, avec une médiane de {n4}.",
    "rhythm": "{s1} : rythme {w1}, le plus haut {h1} ({n1}), le plus bas {h2} ({n2}).",
    "simpson": "Sur toutes les lignes « {q1} » et « {q2} » {w1} (corrélation de rang {r1}), mais à l’intérieur de "
    "« {q3} » c’est l’inverse ({r2} à {r3} sur {r4} groupes) : le chiffre global trompe.",
    "highest": "{s1} est au plus haut pour « {q1} » = {x1} : {n1}, {x2} par rapport à {x3}, le suivant ({n2}).",
    "pulled": "Pour « {q1} » = {x1}, « {q2} » est plus bas : {n1} contre {n2} pour les autres valeurs fréquentes.",
    "rows_instead": "{r1} lignes au lieu de {r2}[[ ({x1})]].",
    "reaches": "« {q1} » va maintenant jusqu’au {d1}, avant jusqu’au {d2}.",
    "average_moved": "La moyenne de « {q1} » est de {n1}, avant de {n2}[[ ({x1})]].",
    "new_columns": "Nouvelles colonnes : {x1}.",
    "missing_columns": "Colonnes manquantes : {x1}.",
    "same": "Les mêmes constats valent qu’avant.",
    "none": "Aucun constat, comme avant.",
    "no_values": "Des valeurs manquent dans {r1} colonnes, surtout dans « {q1} » avec {p1}.",
    "repeats": "{r1} lignes en répètent une autre.",
    "suggestions": "Des suggestions attendent pour {r1} colonnes, d’abord « {q1} ».",
    "two_ways": "« {q1} » peut se lire de deux façons ; répondez à la question posée.",
}
SHORT_WEEKDAYS = ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim.")
TITLES = {
    "Rows": "Lignes", "in all": "au total", "In short": "En bref", "sum": "Somme de {c}", "mean": "Moyenne de {c}",
    "median": "Médiane de {c}", "min": "Minimum de {c}", "max": "Maximum de {c}", "total": "Total {c}",
    "different": "{c} distincts", "values": "Valeurs de {c}", "over_time": " au fil du temps", "by": " par {c}",
    "against": "« {a} » selon « {b} »", "distribution": "Répartition de « {c} »",
    "by_hour": " par heure du jour", "rhythm": " : {c}",
    "daily": "rythme quotidien", "weekly": "rythme hebdomadaire", "monthly": "rythme mensuel",
    "yearly": "rythme annuel", "Day of the week": "Jour de la semaine", "Hour of the day": "Heure du jour",
    "Month": "Mois",
}  # fmt: skip
PHRASES |= news.PHRASES | letters.PHRASES
SUBJECTS |= news.SUBJECTS
WORDS |= news.WORDS
WHENS |= news.WHENS
PHASES |= news.PHASES
SENTENCES |= news.SENTENCES
