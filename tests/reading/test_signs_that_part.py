"""Signs that part cells although they are seldom used, and usual ones that part nothing."""

import pytest
from text_help import reading

from analytics.reading.dialect import detect


def told(text, **options):
    found = detect(text.splitlines(keepends=True), **options)
    return found.dialect.delimiter, found.dialect.quote, found.dialect.escape, found.width


def test_a_rare_sign_that_parts_all_lines_alike_wins_over_commas_inside_of_numbers():
    rows = "".join(
        f"Region {n}#{n}.302.9{n}3#14{n},{n}7 €#{n}#1{n}.222,21 €#Ana Ruiz/Jo Sol{n}\n" for n in range(10, 30)
    )
    assert told("region#people#income (€)#rank#per head (€)#heads\n" + rows)[::3] == ("#", 6)


def test_remarks_before_a_table_make_their_mark_no_delimiter():
    text = "# jobs.csv\n# which jobs run where\n\n# host: <name> , <queue>\n# batch: <name> , <queue> , <user>\n\n"
    text += "north/a   , fast  , run\nsouth9    , slow  , run , bo\nwest.net  , slow  , batch\n"
    assert told(text)[0].strip() == ","


def test_a_sign_that_starts_every_line_parts_nothing():
    assert told("".join(f"@name{n}\n" for n in range(100)))[::3] == ("", 1)


def test_letters_as_html_writes_them_leave_a_doubled_semicolon_doubled():
    rows = "".join(f"{n};;The caf&eacute; no. {n};;Bar &amp; more &#233;;;{n}.5\n" for n in range(40))
    assert told(rows)[::3] == (";;", 4)


def test_addresses_in_a_column_do_not_part_the_others():
    rows = "".join(
        f"{n};;http://example.org/a/{n}/b/{n}.jpg;;Title {n} / more; and more;;by {n % 7};x\n" for n in range(1, 60)
    )
    assert told(rows)[0] != "/"


def test_apostrophes_around_each_text_are_quotes():
    rows = "".join(f"'The ''{n}'' coat'\n" for n in range(20))
    assert told(rows) == ("", "'", None, 1)
    assert told("'tis one\nthe dogs' dinner\n" * 10)[1] != "'"


def test_names_above_rows_that_lack_their_last_cells_tell_the_delimiter():
    names = "Title\tEvent\tKind\tCity\tDate\tSlides\tEmbedded\tVideo\n"
    short = "Talk {n}\tConference\ttalk\tRome, Italy\tMay {n}\thttp://a.example/{n}\n"
    styled = 'Talk {n}\tMeeting\ttalk\tOslo, Norway\tMay {n}\thttp://a.example/{n}\t<i style="a:b;c:d;margin:{n}">\n'
    rows = "".join((short if n % 2 else styled).format(n=n) for n in range(2, 20))
    assert told(names + rows)[0] == "\t"


def test_a_cell_over_two_lines_makes_no_short_rows():
    assert told('id,name 0,name 1,name 2\n1,0,0,0\n2,0,"0;\n0",0\n') == (",", '"', None, 4)


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_long_lists_of_several_lengths_are_parted(sign):
    rows = "".join(sign.join(f"0x{k:02X}" for k in range(12 + n * 7 % 6 * 9)) + "\n" for n in range(30))
    assert told(rows)[0] == sign


def test_sentences_are_not_lists():
    words = [f"the {n}th" for n in range(12)]
    text = "".join("We counted " + ", ".join(words[: 8 + n % 5]) + " and so on, day after day.\n" for n in range(15))
    assert told(text)[0] == ""


@pytest.mark.parametrize("rows", [600, 40_000])
def test_a_backslash_that_escapes_quotes_far_down_is_met(tmp_path, rows):
    """Below the lines that are looked at first; the larger file is one that a quick reader would take."""
    lines = [f'"{n}";"Place {n}";"{n * 7}"\n' for n in range(rows)]
    lines[rows - 5] = f'"{rows - 5}";"Estate \\"North; and South\\"";"1"\n'
    table = reading(tmp_path, '"id";"name";"code"\n' + "".join(lines))
    assert table.rows[rows - 5] == (str(rows - 5), 'Estate "North; and South"', "1")
    assert (len(table.rows), table.detected.escape, table.problems) == (rows, "\\", ())


def test_a_folder_that_ends_in_a_backslash_escapes_nothing(tmp_path):
    table = reading(tmp_path, "name,folder,n\n" + "".join(f'a{n},"C:\\some, {n}\\",{n}\n' for n in range(50)))
    assert table.rows[3] == ("a3", "C:\\some, 3\\", "3")
    assert (len(table.rows), table.detected.escape) == (50, None)
