"""Dumps of programs and databases."""

from __future__ import annotations

import random
from collections.abc import Iterator

from reading_files import FIRST, LAST, TOWNS, WORDS, Case, case, lines, maker, numbered


@maker
def systems(rng: random.Random) -> Iterator[Case]:
    """Dumps of programs and databases."""
    head = ["id", "name", "meta", "tags"]
    body = [[str(i), rng.choice(FIRST), f'{{"a": {i}, "b": [1, 2, "x, y"]}}', "['red', 'blue']"] for i in range(1, 16)]
    yield case("json_cells", lines([head, *body]), [head, *body])
    yield case("json_cells_tab", "".join("\t".join(r) + "\n" for r in [head, *body]), [head, *body])
    yield case("json_cells_semicolon", "".join(";".join(r) + "\n" for r in [head, *body]), [head, *body])
    esc = "".join(",".join('"' + c.replace('"', '\\"') + '"' for c in r) + "\n" for r in [head, *body])
    yield case("json_cells_backslash", esc, [head, *body])
    mysql = [
        ["id", "title", "n"],
        *[[str(i), f'The "{rng.choice(WORDS)}" of {rng.choice(WORDS)}', str(rng.randint(0, 99))] for i in range(1, 16)],
    ]
    yield case(
        "mysql_backslash", "".join(",".join('"' + c.replace('"', '\\"') + '"' for c in r) + "\n" for r in mysql), mysql
    )
    nulls = [["id", "a", "b"], *[[str(i), rng.choice(["\\N", "x"]), rng.choice(["\\N", "7"])] for i in range(1, 16)]]
    yield case("mysql_tab_nulls", lines(nulls, "\t"), nulls)
    psql = [[str(i), rng.choice(FIRST), f"{rng.uniform(0, 9):.2f}"] for i in range(1, 9)]
    out = (
        f" {'id':>3} | {'name':<8} | {'score':>6} \n-----+----------+--------\n"
        + "".join(f" {a:>3} | {b:<8} | {c:>6} \n" for a, b, c in psql)
        + "(8 rows)\n\n"
    )
    yield case("psql_output", out, [["id", "name", "score"], *psql])
    boxed = (
        "+----+-------+-------+\n| id | name  | score |\n+----+-------+-------+\n"
        + "".join(f"| {a:>2} | {b:<5} | {c:>5} |\n" for a, b, c in psql)
        + "+----+-------+-------+\n"
    )
    yield case("mysql_boxed", boxed, [["id", "name", "score"], *psql])
    markdown = "| id | name | score |\n|---:|:-----|------:|\n" + "".join(f"| {a} | {b} | {c} |\n" for a, b, c in psql)
    yield case("markdown_table", markdown, [["id", "name", "score"], *psql])
    whole = [["a", "b", "c"], *[[str(i), rng.choice(WORDS), f"{rng.uniform(0, 9):.1f}"] for i in range(12)]]
    yield case("lines_quoted_whole", "".join('"' + ",".join(r) + '"\n' for r in whole), whole)
    inner = [
        ["id", "what", "n"],
        *[[str(i), f"{rng.choice(WORDS)}, {rng.choice(WORDS)}", str(rng.randint(1, 9))] for i in range(12)],
    ]
    yield case(
        "lines_quoted_whole_inner",
        "".join('"' + f'{a},""{b}"",{c}' + '"\n' if i else "id,what,n\n" for i, (a, b, c) in enumerate(inner)),
        inner,
    )
    single = [
        ["id", "what", "n"],
        *[[str(i), f"{rng.choice(WORDS)}, {rng.choice(WORDS)}", str(rng.randint(1, 9))] for i in range(12)],
    ]
    yield case("single_quotes", "".join(",".join(f"'{c}'" for c in r) + "\n" for r in single), single)
    yield case("sep_line", "sep=;\n" + lines(inner, ";"), inner)
    yield case("double_colon", "".join("::".join(r) + "\n" for r in whole[1:]), numbered(whole[1:]))
    yield case("tilde_bars", "".join("~|~".join(r) + "\n" for r in whole), whole)
    yield case("control_a", "".join("\x01".join(r) + "\n" for r in whole[1:]), numbered(whole[1:]))
    yield case(
        "bars_around",
        "".join("|" + "|".join(r) + "|\n" for r in whole),
        whole,
        also=[["column_1", *whole[0], "column_5"], *[["", *r, ""] for r in whole[1:]]],
    )
    access = [
        [
            f"10.0.0.{rng.randint(1, 99)}",
            f"[10/Oct/2023:13:55:{rng.randint(10, 59)} +0000]",
            f"GET /a/{rng.randint(1, 99)} HTTP/1.1",
            str(rng.choice([200, 404])),
            str(rng.randint(100, 9999)),
        ]
        for _ in range(15)
    ]
    log = "".join(f'{a} - - {b} "{c}" {d} {e}\n' for a, b, c, d, e in access)
    yield case(
        "access_log",
        log,
        [
            ["address", "ident", "user", "time", "method", "path", "protocol", "status", "bytes"],
            *[[a, "", "", b.strip("[]"), *c.split(" "), d, e] for a, b, c, d, e in access],
        ],
        file="access.log",
    )
    keys = [[("id", str(i)), ("user", rng.choice(FIRST)), ("n", str(rng.randint(1, 99)))] for i in range(12)]
    yield case(
        "key_values",
        "".join(" ".join(f"{k}={v}" for k, v in r) + "\n" for r in keys),
        numbered([[f"{k}={v}" for k, v in r] for r in keys]),
        also=[["id", "user", "n"], *[[v for _, v in r] for r in keys]],
    )
    yield case(
        "trailing_delimiter_all",
        "".join(";".join(r) + ";\n" for r in whole),
        [[*whole[0], "column_4"], *[[*r, ""] for r in whole[1:]]],
        also=whole,
    )
    yield case("header_without_delimiter_at_end", "a;b;c\n" + "".join(";".join(r) + ";\n" for r in whole[1:]), whole)
    lost = "id,first_name,last_name,city birth\n"
    rows = [
        [str(i), rng.choice(FIRST), rng.choice(LAST), rng.choice(TOWNS), str(rng.randint(1950, 2000))]
        for i in range(1, 15)
    ]
    yield case("header_lost_delimiter", lost + lines(rows), [["id", "first_name", "last_name", "city", "birth"], *rows])
    yield case(
        "header_other_delimiter",
        "id;first_name;last_name;city;birth\n" + lines(rows),
        [["id", "first_name", "last_name", "city", "birth"], *rows],
    )
    yield case(
        "header_tabs",
        "id\tfirst_name\tlast_name\tcity\tbirth\n" + lines(rows),
        [["id", "first_name", "last_name", "city", "birth"], *rows],
    )
    yield case(
        "header_blanks_around",
        "id , first_name , last_name , city , birth\n" + lines(rows),
        [["id", "first_name", "last_name", "city", "birth"], *rows],
    )
    text = "".join(f"{i},{rng.choice(WORDS)},{rng.randint(1, 9)}\n" for i in range(12))
    yield case("index_pandas", ",a,b\n" + text, [["column_1", "a", "b"], *[r.split(",") for r in text.splitlines()]])
    for code in ("utf-16", "utf-16-le", "utf-8-sig", "cp1252", "cp1250", "cp1251", "shift_jis"):
        texts = {
            "cp1251": ["Москва", "Казань", "Омск", "Тверь"],
            "shift_jis": ["東京", "大阪市", "名古屋", "札幌の"],
            "cp1250": ["Łódź", "Kraków", "Gdańsk", "Wrocław"],
        }.get(code, ["Köln", "Zürich", "Málaga", "Orléans"])
        table = [["id", "city", "n"], *[[str(i), rng.choice(texts), str(rng.randint(1, 99))] for i in range(20)]]
        yield case(f"encoding_{code}", lines(table, ";" if code == "cp1252" else ","), table, code=code)
