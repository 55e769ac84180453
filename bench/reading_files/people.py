"""Members, addresses, surveys, texts."""

from __future__ import annotations

import random
from collections.abc import Iterator

from reading_files import FIRST, LAST, TOWNS, WORDS, Case, case, cell, lines, maker, numbered, says


@maker
def people(rng: random.Random) -> Iterator[Case]:
    """CRM exports, member lists, addresses, surveys: all text, with commas, with line ends."""
    people_ = [
        [
            rng.choice(FIRST),
            rng.choice(LAST),
            f"{rng.randint(1, 99)} High Street, {rng.choice(TOWNS)}",
            f"p{i}@example.org",
            says(rng),
        ]
        for i in range(20)
    ]
    head = ["First Name", "Last Name", "Address", "E-mail", "Notes"]
    yield case("crm", lines([head, *people_]), [head, *people_])
    multi = [[a, b, c.replace(", ", "\n"), d, e] for a, b, c, d, e in people_]
    yield case("crm_newlines", lines([head, *multi]), [head, *multi])
    yield case(
        "crm_newlines_crlf",
        "".join(",".join(cell(c, ",") for c in row) + "\r\n" for row in [head, *multi]),
        [head, *multi],
    )
    yield case("crm_no_header", lines(people_), numbered(people_))
    yield case(
        "crm_quoted_all",
        "".join(",".join('"' + c + '"' for c in row) + "\n" for row in [head, *people_]),
        [head, *people_],
    )
    outlook = [
        [*head, "", "Phone"],
        *[[*r, "", f"+44 20 {rng.randint(1000, 9999)} {rng.randint(1000, 9999)}"] for r in people_],
    ]
    yield case("blank_column", lines(outlook), [[*head, "column_6", "Phone"], *outlook[1:]])
    survey = [
        "Timestamp",
        "How satisfied are you, on a scale of 1 to 5?",
        "Which of these do you use? (Select all)",
        "What could we do better?",
        "Would you recommend us?",
    ]
    answers = [
        [
            f"{rng.randint(1, 12)}/{rng.randint(1, 28)}/2023 {rng.randint(8, 20)}:{rng.randint(10, 59)}:00",
            str(rng.randint(1, 5)),
            "; ".join(rng.sample(["Web", "App", "Phone"], 2)),
            rng.choice(["", says(rng)]),
            rng.choice(["Yes", "No", "Maybe"]),
        ]
        for _ in range(20)
    ]
    yield case("survey", lines([survey, *answers]), [survey, *answers])
    likert = ["Agree", "Disagree", "Strongly agree", "Neutral"]
    answers = [[rng.choice(likert) for _ in range(5)] for _ in range(20)]
    questions = [
        "The staff were friendly.",
        "The room was clean, quiet and warm.",
        "I would come back.",
        "Food was good",
        "It was worth the price",
    ]
    yield case("survey_likert", lines([questions, *answers]), [questions, *answers])
    glossary = [[w.title(), says(rng, 8, 20)] for w in WORDS]
    yield case("glossary", lines([["Term", "Definition"], *glossary]), [["Term", "Definition"], *glossary])
    yield case("glossary_no_header", lines(glossary), numbered(glossary))
    yield case("glossary_bar", lines([["Term", "Definition"], *glossary], "|"), [["Term", "Definition"], *glossary])
    streets = [
        [
            f"{rng.randint(1, 99)} {rng.choice(['High Street', 'Mill Lane', 'Park Road'])}",
            rng.choice(TOWNS),
            f"LS{rng.randint(1, 9)} {rng.randint(1, 9)}AB",
            "UK",
        ]
        for _ in range(20)
    ]
    yield case(
        "addresses",
        lines([["Street", "Town", "Postcode", "Country"], *streets]),
        [["Street", "Town", "Postcode", "Country"], *streets],
    )
    yield case("addresses_no_header", lines(streets), numbered(streets))
    names = [[f"{a} {b}"] for a in FIRST for b in LAST[:3]]
    yield case("one_column", lines([["name"], *names]), [["name"], *names])
    last_first = [[f"{b}, {a}"] for a in FIRST for b in LAST[:3]]
    yield case("one_column_commas", "name\n" + "".join(r[0] + "\n" for r in last_first), [["name"], *last_first])
    mails = [[f"p{i}@example.org"] for i in range(15)]
    yield case("one_column_mails_no_header", "".join(r[0] + "\n" for r in mails), numbered(mails))
    ids = [[str(rng.randint(10000, 99999))] for _ in range(15)]
    yield case("one_column_numbers", "id\n" + "".join(r[0] + "\n" for r in ids), [["id"], *ids])
    yield case("one_column_numbers_no_header", "".join(r[0] + "\n" for r in ids), numbered(ids))
    yield case("single_row", "id,name,price\n1,Bolt,2.50\n", [["id", "name", "price"], ["1", "Bolt", "2.50"]])
    yield case(
        "single_row_text",
        "Name;City;Country\nAna;Oslo;Norway\n",
        [["Name", "City", "Country"], ["Ana", "Oslo", "Norway"]],
    )
    urls = [[w, f"https://example.org/{w}?a=1,2&b=3", says(rng)] for w in WORDS]
    yield case("urls_quoted", lines([["page", "url", "text"], *urls]), [["page", "url", "text"], *urls])
    free = [[str(i), rng.choice(FIRST), says(rng).replace(",", "")] for i in range(1, 20)]
    broken = (
        "".join(f"{a},{b},{c}\n" for a, b, c in free[:9])
        + "10,Bo,Well, that is so\n"
        + "".join(f"{a},{b},{c}\n" for a, b, c in free[10:])
    )
    free[9] = ["10", "Bo", "Well, that is so"]
    yield case("free_text_unquoted_comma", "id,who,what\n" + broken, [["id", "who", "what"], *free])
    chat = [
        [f"2023-01-{i:02d}", rng.choice(FIRST), f'{says(rng)} "{rng.choice(WORDS)}" {says(rng)}'] for i in range(1, 20)
    ]
    yield case(
        "quotes_inside_unquoted",
        "".join("\t".join(r) + "\n" for r in [["day", "who", "text"], *chat]),
        [["day", "who", "text"], *chat],
    )
