"""How English says what is told of data. Other languages have tables of the same names and keys."""

from __future__ import annotations

from analytics.insights.words import MONTHS, WEEKDAYS

EACH_WEEKDAY = WEEKDAYS
MONTH_PARTS = ("first two days", "days 3 to 5", "days 6 to 10", "days 11 to 15", "days 16 to 20", "days 21 to 24",
               "days from 25 on", "last five days but two", "last two days")  # fmt: skip
SUBJECTS = {
    "rows": "The number of rows", "the rows": "the number of rows", "total": "The total of “{q}”",
    "average": "The average of “{q}”", "share": "The share of “{q}”", "column": "“{q}”", "per": " per {grain}",
    "where": " where {x}", "is": "is",
}  # fmt: skip
WHENS = {
    "on": "on {a}", "on_several": "on {list}", "from_to": "from {a} to {b}",
    "days_between": "on {n} days between {a} and {b}", "year": "in {a}", "clock": "on {a} from {x} to {y}",
    "years_between": "in {n} years between {a} and {b}",
}  # fmt: skip
PHASES = {
    "daily": "at {x}", "hour": "in the hour from {x}", "weekday": "on {x}", "month": "in {x}",
    "days": "on the days {a} to {b} of the month",
    **{part: f"on the {part} of the month" for part in MONTH_PARTS},
}  # fmt: skip
SENTENCES = {
    # The story
    "table_empty": "The table has no rows.",
    "opening.one": "The table has {n1} row and {n2} columns.",
    "opening": "The table has {n1} rows and {n2} columns.",
    "opening_column.one": "The table has {n1} row and {n2} column.",
    "opening_column": "The table has {n1} rows and {n2} column.",
    "opening_day": "The table has {n1} rows and {n2} columns, all from {d1}.",
    "opening_time": "The table has {n1} rows and {n2} columns, from {d1} to {d2}.",
    "chance": "Nothing in it stands out from chance: no trend, no rhythm, no odd day and no relation between columns "
    "is sure enough to tell.",
    "code": "{r1} in “{q1}” looks like a code for “not measured”; these findings leave it out. Accept it under "
    "Cleaning, and charts do so, too.",
    "gaps": "Mind the gaps: “{q1}” is empty in {p1} of the rows.",
    "unsure": "“{q1}” can be read in more than one way; check that it was read as you mean it.",
    "more_data": "More rows or a longer time may show more.",
    "passed.one": "{r1} finding in all passed a test that allows for having looked at everything.",
    "passed": "{r1} findings in all passed a test that allows for having looked at everything.",
    # Findings
    "rose": "{s1} rose[[ by {p1}]]: from {n1} ({d1}) to {n2} ({d2}).",
    "fell": "{s1} fell[[ by {p1}]]: from {n1} ({d1}) to {n2} ({d2}).",
    "jumped": "{s1} jumped around {d1}[[ by {p1}]]: {n1} before ({d2}), {n2} after ({d3}).",
    "dropped": "{s1} dropped around {d1}[[ by {p1}]]: {n1} before ({d2}), {n2} after ({d3}).",
    "jumped_in": "{s1} jumped in {d1}[[ by {p1}]]: {n1} before ({d2}), {n2} after ({d3}).",
    "dropped_in": "{s1} dropped in {d1}[[ by {p1}]]: {n1} before ({d2}), {n2} after ({d3}).",
    "high": "{s1} was unusually high {t1}: {n1}, against {n2} on comparable {w1} around it[[ ({x1})]].",
    "low": "{s1} was unusually low {t1}: {n1}, against {n2} on comparable {w1} around it[[ ({x1})]].",
    "together": "“{q1}” and “{q2}” {w1} go together: where one is higher, the other tends to be higher (rank "
    "correlation {r1}, {r2} rows[[{o1}]]).",
    "opposite": "“{q1}” and “{q2}” {w1} go in opposite directions: where one is higher, the other tends to be lower "
    "(rank correlation {r1}, {r2} rows[[{o1}]]).",
    "curve": "“{q1}” follows “{q2}” along a curve, neither only up nor only down: the curve explains {p1} of its "
    "variation in rank, a straight line {p2} ({r1} rows).",
    "together_where": "“{q1}” and “{q2}” {w1} go together where {x1} (rank correlation {r1}, {r2} rows); among the "
    "others it is {r3}.",
    "opposite_where": "“{q1}” and “{q2}” {w1} go in opposite directions where {x1} (rank correlation {r1}, {r2} "
    "rows); among the others it is {r3}.",
    "most_rows": "{p1} of all rows with a “{q1}” are {x1} ({r1} of {r2}); the next, {x2}, has {p2}, of {r3} values in "
    "all.",
    "most_total": "{x1} makes up {p1} of the total of “{q1}” by “{q2}” ({n1} of {n2}); the next, {x2}, has {p2}.",
    "driver_up": "{s1} rose from {n1} ({d1}) to {n2} ({d2}), and {p1} of that comes from {x1} in “{q1}”: {n3} before, "
    "{n4} after.",
    "driver_down": "{s1} fell from {n1} ({d1}) to {n2} ({d2}), and {p1} of that comes from {x1} in “{q1}”: {n3} "
    "before, {n4} after.",
    "driver_up_all": "{s1} rose from {n1} ({d1}) to {n2} ({d2}), and more than all of that comes from {x1} in “{q1}”: "
    "{n3} before, {n4} after.",
    "driver_down_all": "{s1} fell from {n1} ({d1}) to {n2} ({d2}), and more than all of that comes from {x1} in "
    "“{q1}”: {n3} before, {n4} after.",
    "outliers.one": "{r1} value of “{q1}” lies far from all the others: the farthest is {n1} (data row {r2}), while "
    "the rest runs from {n2} to {n3} with a median of {n4}.",
    "outliers": "{r1} values of “{q1}” lie far from all the others: the farthest is {n1} (data row {r2}), while the "
    "rest runs from {n2} to {n3} with a median of {n4}.",
    "rhythm": "{s1} has a {w1} rhythm: highest {h1} ({n1}{w2}), lowest {h2} ({n2}).",
    "simpson": "Over all rows “{q1}” and “{q2}” {w1} (rank correlation {r1}), but within “{q3}” it is the other way "
    "round ({r2} to {r3} over {r4} groups): the overall figure misleads.",
    "highest": "{s1} is highest where “{q1}” is {x1}: {n1}, {x2} against {x3}, the next ({n2}).",
    "highest_more": "{s1} is highest where “{q1}” is {x1}: {n1}, more against {x3}, the next ({n2}).",
    "pulled": "Where “{q1}” is {x1}, the average of “{q2}” is pulled down: {n1} against {n2} over the other frequent "
    "values.",
    "pulled_share": "Where “{q1}” is {x1}, the share of “{q2}” is pulled down: {n1} against {n2} over the other "
    "frequent values.",
    # Since the version before
    "new": "New: {rest}",
    "gone": "No longer found: {rest}",
    "stronger": "Stronger than before: {w1} {x1} (effect {r1} → {r2}).",
    "weaker": "Weaker than before: {w1} {x1} (effect {r1} → {r2}).",
    "same": "The same findings hold as before.",
    "none": "There are no findings, as before.",
    "rows_instead": "{r1} rows instead of {r2}[[ ({x1})]].",
    "reaches": "“{q1}” now reaches to {d1}, before to {d2}.",
    "average_moved": "The average of “{q1}” is {n1}, before {n2}[[ ({x1})]].",
    "new_columns.one": "New column: {x1}.",
    "new_columns": "New columns: {x1}.",
    "missing_columns.one": "Missing column: {x1}.",
    "missing_columns": "Missing columns: {x1}.",
    # How a file differs from the one before
    "renamed": "“{q1}” is called “{q2}” now.",
    "column_missing": "The column “{q1}” is not there any more.",
    "column_new": "The column “{q1}” is new.",
    "no_rows": "The new file has no rows.",
    "times_more": "It has {r1} times more rows: {r2} instead of {r3}.",
    "times_fewer": "It has {r1} times fewer rows: {r2} instead of {r3}.",
    "retyped": "“{q1}” is read as {w1} now, not as {w2}.",
    "retyped_why": "“{q1}” is read as {w1} now, not as {w2}: {x1}",
    "two_ways_now": "“{q1}” can be read in two ways now; answer its question.",
    "another": "“{q1}” has another {w1}.",
    "nulls": "In “{q1}” {p1} of the values are missing, before {p2}.",
    "negative": "“{q1}” has negative numbers, which it never had.",
    "beyond": "“{q1}” goes far beyond its old range.",
    "typical": "The typical value of “{q1}” is {n1} now; it was {n2}.",
    "far_dates": "“{q1}” has dates far from the old ones: {d1} to {d2}.",
    "new_values.one": "“{q1}” has {r1} new value: {x1}.",
    "new_values": "“{q1}” has {r1} new values: {x1}.",
    "skipped": "{x1}: skipped. {x2}",
    # Quality
    "no_values.one": "{r1} column has missing values; most of all “{q1}”, where {p1} are missing.",
    "no_values": "{r1} columns have missing values; most of all “{q1}”, where {p1} are missing.",
    "repeats.one": "{r1} row repeats another.",
    "repeats": "{r1} rows repeat another.",
    "suggestions.one": "Suggestions wait for {r1} column, first “{q1}”.",
    "suggestions": "Suggestions wait for {r1} columns, first “{q1}”.",
    "two_ways": "“{q1}” can be read in two ways; answer its question.",
}
__all__ = ["EACH_WEEKDAY", "MONTHS", "MONTH_PARTS", "PHASES", "SENTENCES", "SUBJECTS", "WHENS"]
