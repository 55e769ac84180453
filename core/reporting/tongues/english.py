"""English: every phrase that a report has, and the form that the other languages follow."""

from __future__ import annotations

from core.reporting.tongues import english_letters as letters
from core.reporting.tongues import english_news as news

NAME = "English"
ENGLISH_NAME = "English"
SEPARATORS = (",", ".")
SHORT = {"T": "T", "B": "B", "M": "M", "k": "k"}
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
          "November", "December")  # fmt: skip
SHORT_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DAY = "{day} {month} {year}"
SHORT_DAY = "{day} {month} {year}"
SHORT_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
EACH_WEEKDAY = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")
ORDINALS = {1: "first", 2: "second", 3: "third", 4: "fourth", -1: "last"}
PHRASES = {
    "and": "and",
    "or": "or",
    "to": "to",
    # The frame
    "test": "test",
    "test_subject": "Test: {name}",
    "subject": "{name} – {day}",
    "data_of": "data of {moment}",
    "filtered": "Filtered by {filters}",
    "changes": "What changed since the last report",
    "found": "Found in the data",
    "found_whole": "Found in the whole of the data",
    "open_dashboard": "Open the dashboard",
    "open_dataset": "Open the data",
    "why": "You get this because your address is a recipient of “{name}”.",
    "comes": "It comes {when} ({zone}).",
    "leave": "Stop getting it",
    "leave_ask": "Stop getting “{name}”?",
    "leave_tell": "It will not be sent to {address} any more.",
    "leave_button": "Stop the mails",
    "left": "You will not get it any more",
    "left_tell": "“{name}” is no longer sent to {address}.",
    "come_back": "I want it after all",
    "about": "About this report",
    "page": "Page",
    "contents": "Contents",
    # What changed
    "nothing": "Nothing changed since the last report.",
    "number_moved": "{title}: {value}, {change}.",
    "up_from": "up from {text}",
    "down_from": "down from {text}",
    "up_by": "up {share} from {text}",
    "down_by": "down {share} from {text}",
    "up_little": "up slightly from {text}",
    "down_little": "down slightly from {text}",
    "rows_more.one": "{n} more row than before ({now} now).",
    "rows_more.many": "{n} more rows than before ({now} now).",
    "rows_fewer.one": "{n} fewer row than before ({now} now).",
    "rows_fewer.many": "{n} fewer rows than before ({now} now).",
    "of_whole": "of {whole}",
    # Notes
    "more_charts.one": "{n} more chart stands on the dashboard.",
    "more_charts.many": "{n} more charts stand on the dashboard.",
    "not_drawn": "This could not be drawn; its data may have changed.",
    "dataset_gone": "Nothing to show: the dataset behind this was deleted.",
    "rows_of": "{shown} of {total} rows",
    "and_more": "and {n} more",
    "not_attached": "{kind} is not attached. {reason}",
    "too_many_bytes": "The data is larger than {megabytes} MB, too much for a mail.",
    "too_many_rows": "The data has more than {rows} rows, too many for a mail.",
    "too_many_view_rows": "The view has more than {rows} rows, too many for a mail.",
    "no_data": "The dashboard has no data of its own.",
    "mail_full": "The mail is full; the file can be downloaded from the archive of the report.",
    "pictures_left_out.one": "{n} chart is left out, so that the mail stays small; it stands on the dashboard.",
    "pictures_left_out.many": "{n} charts are left out, so that the mail stays small; they stand on the dashboard.",
    "no_font.one": "One character ({letters}) has no font here and stands as a box.",
    "no_font.many": "{n} characters ({letters}) have no font here and stand as boxes.",
    # Filters
    "all": "all",
    "contains": "contains “{text}”",
    "from": "from {start}",
    "up_to": "up to {end}",
    "period.7d": "last 7 days",
    "period.30d": "last 30 days",
    "period.90d": "last 90 days",
    "period.month": "newest month",
    "period.quarter": "newest quarter",
    "period.year": "newest year",
    "period.12m": "last 12 months",
    # When it comes
    "every_minutes.one": "every minute",
    "every_minutes.many": "every {n} minutes",
    "every_hours.one": "every hour",
    "every_hours.many": "every {n} hours",
    "every_days.one": "every day",
    "every_days.many": "every {n} days",
    "daily": "every day",
    "workdays": "on weekdays",
    "weekends": "at weekends",
    "on_weekdays": "on {days}",
    "month_day": "on day {day} of the month",
    "month_days": "on days {days} of the month",
    "last_day": "on the last day of the month",
    "nth": "on the {nth} {day} of the month",
    "in_months": "{days} in {months}",
    "once_a_year": "on {day} {month}",
    "either": "{one} or {other}",
    "at": "{days} at {times}",
    "many_times": "{days}, {n} times between {first} and {last}",
    # A dataset without a dashboard
    "rows": "Rows",
    "columns": "Columns",
    "quality": "Quality",
    "of_100": "of 100",
    "missing": "Empty cells",
    "versions": "Versions",
    "measures": "The numbers",
    "cleaned": "How good the data is",
    "drifted": "How this version differs from the one before",
    "column": "Column",
    "total": "Total",
    "average": "Average",
    "lowest": "Lowest",
    "highest": "Highest",
    "empty": "Empty",
    "no_drift": "It has the same columns of the same kinds, with values like those before.",
    "no_findings": "Nothing in it stands out from chance.",
    "looks": "How it looks",
}
PHRASES |= news.PHRASES | letters.PHRASES
