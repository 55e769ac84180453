"""More dirty tables with their truth, for ``bench/clean_tables.py``: each as header, clean rows, dirty rows.

What the sources of such tables do to them: another clock for each source, dates before a time, dashes that a
spreadsheet took for dates, postcodes without their zero, letters of another case, slips, values of other rows.
"""

from __future__ import annotations

import random
from datetime import date, timedelta

Rows = list[list[str]]
Table = tuple[list[str], Rows, Rows]
LETTERS = "abcdefghijklmnopqrstuvwxyz"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def clock(minutes: int) -> str:
    hour = minutes % 1440 // 60
    return f"{(hour - 1) % 12 + 1}:{minutes % 60:02d} {'a.m.' if hour < 12 else 'p.m.'}"


def slip(rng: random.Random, text: str) -> str:
    """One letter replaced, left out, doubled or swapped with the next."""
    places = [i for i, c in enumerate(text[:-1]) if c.isalpha() and text[i + 1].isalpha() and text[i + 1] != c]
    if not places:
        return text
    i = rng.choice(places)
    return rng.choice(
        [
            text[:i] + rng.choice(LETTERS.replace(text[i].lower(), "")) + text[i + 1 :],
            text[:i] + text[i + 1 :],
            text[:i] + text[i] + text[i:],
            text[:i] + text[i + 1] + text[i] + text[i + 2 :],
        ]
    )


def flights(rng: random.Random) -> Table:
    """Some sources put the day before the clock, some leave the full stops out, some do not know."""
    clean, dirty = [], []
    for number in range(90):
        start, took, late = rng.randint(300, 1100), rng.randint(60, 300), rng.choice([0, 0, 4, 11, 37])
        truth = [clock(start), clock(start + late), clock(start + took), clock(start + took + late)]
        for source in ("aa", "flylook", "wing", "gate", "orb", "skies", "panel"):
            if rng.random() < 0.2:
                continue
            row = [source, f"AA-{1000 + 7 * number}-JFK-LAX", *truth]
            seen = [*row]
            for j in range(2, 6):
                luck = rng.random()
                if luck < 0.15:
                    seen[j] = rng.choice(["", "", "Not Available"])
                elif luck < 0.22:
                    seen[j] = clock(start + rng.randint(1, 40) + (took if j > 3 else 0))
                elif source == "orb":
                    seen[j] = f"12/02/2011 {row[j].replace('.', '').upper()}"
                elif source == "panel" and luck < 0.6:
                    seen[j] = f"Dec 2 - {row[j].replace('.', '').replace(' ', '')}"
            clean.append(row)
            dirty.append(seen)
    return ["src", "flight", "sched_dep", "act_dep", "sched_arr", "act_arr"], clean, dirty


def references(rng: random.Random) -> Table:
    """Bibliographic records whose page ranges and dates went through a spreadsheet."""
    journals = [
        (f"{a} of {b}", f"{a[:3]}. {b[:4]}.", f"{rng.randint(1000, 9999)}-{rng.randint(1000, 9999)}")
        for a in ("Archives", "Journal", "Bulletin")
        for b in ("Surgery", "Nursing", "Oncology", "Allergy")
    ]
    clean, dirty = [], []
    for number in range(700):
        full, short, issn = rng.choice(journals)
        first = rng.choice([rng.randint(1, 12), rng.randint(13, 900)])
        pages = f"{first}-{first + rng.randint(3, 19)}"
        made = date(2001, 1, 1) + timedelta(days=rng.randint(0, 4000))
        row = [
            str(4000 + number),
            f"Effects of item {number}",
            full,
            short,
            issn,
            pages,
            made.isoformat(),
            rng.choice(["eng", "eng", "eng", "fre"]),
        ]
        seen = [*row]
        low, high = map(int, pages.split("-"))
        if low <= 12 and high > 12 and rng.random() < 0.8:
            seen[5] = f"{MONTHS[low - 1]}-{high}" if high > 31 else f"{high}-{MONTHS[low - 1]}"
        luck = rng.random()
        seen[2] = slip(rng, full) if luck < 0.03 else full.lower() if luck < 0.05 else full
        seen[3] = "" if rng.random() < 0.06 else short.replace(".", "") if rng.random() < 0.04 else short
        seen[4] = "" if rng.random() < 0.05 else issn
        if rng.random() < 0.06:
            seen[6] = rng.choice([f"{made:%d %b %Y}", f"{made:%B} {made.day}, {made.year}"])
        clean.append(row)
        dirty.append(seen)
    return ["id", "title", "journal", "abbreviation", "issn", "pagination", "created", "language"], clean, dirty


def taxes(rng: random.Random) -> Table:
    """Postcodes without their zero, states and towns that contradict them, an area code that tells the state."""
    places = []
    for number in range(60):
        state = ("MA", "NJ", "OH", "UT", "WA")[number % 5]
        code = f"0{rng.randint(1000, 9999)}" if number % 5 < 2 else str(rng.randint(20000, 99999))
        town = f"{rng.choice(['NORTH', 'LAKE', 'FORT', 'MOUNT'])} {rng.choice(['ADA', 'BELL', 'CLAY', 'DEAN'])}{number}"
        places.append((code, town, state))
    area = {"MA": "617", "NJ": "201", "OH": "216", "UT": "801", "WA": "206"}
    clean, dirty = [], []
    for _ in range(1800):
        code, town, state = rng.choice(places)
        married, salary = rng.choice("MS"), rng.randint(10, 190) * 500
        row = [
            rng.choice(["Lea", "Max", "Ida"]),
            rng.choice("MF"),
            area[state],
            f"{rng.randint(200, 999)}-{rng.randint(1000, 9999)}",
            town,
            state,
            code,
            married,
            str(salary),
        ]
        seen = [*row]
        seen[6] = code.lstrip("0") if code[0] == "0" and rng.random() < 0.05 else code
        luck = rng.random()
        seen[4] = slip(rng, town) if luck < 0.02 else f"{town}-*" if luck < 0.04 else town
        seen[5] = rng.choice([other for other in area if other != state]) if rng.random() < 0.02 else state
        seen[8] = f"${salary:,}" if rng.random() < 0.02 else row[8]
        seen[3] = row[3].replace("-", rng.choice([" ", "", "."])) if rng.random() < 0.03 else row[3]
        clean.append(row)
        dirty.append(seen)
    return ["f_name", "gender", "area_code", "phone", "city", "state", "zip", "marital_status", "salary"], clean, dirty


def restaurants(rng: random.Random) -> Table:
    """Kinds of kitchen and towns in other spellings, telephone numbers in other forms, prices with a mark."""
    kinds, towns = (
        ["Italian", "Steakhouse", "Seafood", "French (New)", "Coffee Shop"],
        ["Los Angeles", "New York City", "San Francisco", "Atlanta", "Las Vegas"],
    )
    clean, dirty = [], []
    for number in range(500):
        town = rng.choice(towns)
        row = [
            f"Chez {number}",
            f"{rng.randint(1, 900)} {rng.choice(['Main', 'Oak', 'Hill'])} St.",
            town,
            f"{310 + towns.index(town)}/{rng.randint(200, 999)}-{rng.randint(1000, 9999)}",
            rng.choice(kinds),
            f"{rng.randint(8, 90)}.{rng.choice(['00', '50', '95'])}",
        ]
        seen = [*row]
        luck = rng.random()
        seen[2] = slip(rng, town) if luck < 0.04 else town.upper() if luck < 0.07 else town
        seen[4] = slip(rng, row[4]) if rng.random() < 0.04 else row[4].lower() if rng.random() < 0.03 else row[4]
        luck = rng.random()
        seen[3] = row[3].replace("/", "-") if luck < 0.04 else f"({row[3][:3]}) {row[3][4:]}" if luck < 0.08 else row[3]
        seen[5] = f"${row[5]}" if rng.random() < 0.04 else row[5]
        clean.append(row)
        dirty.append(seen)
    return ["name", "addr", "city", "phone", "type", "price"], clean, dirty


def players(rng: random.Random) -> Table:
    """Clubs that contradict their league, stadiums with slips, heights in metres among centimetres."""
    leagues = ["Premier", "Liga", "Serie A", "Eredivisie"]
    vowels = "aeiou"
    clubs = [
        (
            f"FC {rng.choice(['Nord', 'Sud', 'Ost', 'West'])}{number}",
            rng.choice(leagues),
            f"Arena {LETTERS[number].upper()}{vowels[number % 5]}rstadt",
            rng.choice(["Spain", "Italy", "England"]),
        )
        for number in range(24)
    ]
    clean, dirty = [], []
    for number in range(1000):
        club, league, ground, country = rng.choice(clubs)
        tall, born = rng.randint(165, 202), date(1975, 1, 1) + timedelta(days=rng.randint(0, 9000))
        row = [
            f"Player {number}",
            born.strftime("%d/%m/%Y"),
            str(tall),
            club,
            league,
            ground,
            country,
            rng.choice(["Goalkeeper", "Defender", "Midfield", "Striker"]),
        ]
        seen = [*row]
        luck = rng.random()
        seen[2] = f"{tall} cm" if luck < 0.03 else f"{tall / 100:.2f} m" if luck < 0.05 else row[2]
        seen[4] = rng.choice([each for each in leagues if each != league]) if rng.random() < 0.03 else league
        seen[5] = slip(rng, ground) if rng.random() < 0.04 else "" if rng.random() < 0.02 else ground
        seen[6] = country.upper() if rng.random() < 0.03 else country
        seen[7] = slip(rng, row[7]) if rng.random() < 0.03 else row[7]
        seen[1] = born.strftime("%d.%m.%Y") if rng.random() < 0.04 else row[1]
        clean.append(row)
        dirty.append(seen)
    return ["name", "birth_date", "height", "club", "league", "stadium", "country", "position"], clean, dirty


def cinema(rng: random.Random) -> Table:
    """Films of a site: what others call an hour, release dates with a place, ratings and votes with remarks."""
    clean, dirty = [], []
    people = [f"{a} {b}" for a in ("Ann", "Bo", "Cy", "Di", "Ed") for b in ("Moss", "Park", "Reed", "Shaw", "Todd")]
    for number in range(800):
        lasts, when = rng.randint(82, 175), date(1990, 1, 1) + timedelta(days=rng.randint(0, 9000))
        votes, rating = rng.randint(900, 250000), rng.randint(20, 95) / 10
        row = [
            f"tt{100000 + number}",
            f"Story {number}",
            str(when.year),
            f"{when.day} {when:%B} {when.year}",
            f"{lasts} min",
            rng.choice(people),
            f"{rating:.1f}",
            f"{votes:,}",
            rng.choice(["USA", "UK", "France"]),
        ]
        seen = [*row]
        luck = rng.random()
        hours, minutes = divmod(lasts, 60)
        if luck < 0.06:
            seen[4] = f"{hours} h {minutes} min" if luck < 0.04 else f"{hours}h {minutes:02d}m"
        elif luck > 0.97:
            seen[4] = str(lasts)
        seen[3] = f"{row[3]} ({row[8]})" if rng.random() < 0.05 else row[3]
        seen[6] = f"{row[6]}/10" if rng.random() < 0.04 else row[6]
        seen[7] = str(votes) if rng.random() < 0.05 else f"{row[7]} votes" if rng.random() < 0.03 else row[7]
        seen[5] = slip(rng, row[5]) if rng.random() < 0.03 else row[5].upper() if rng.random() < 0.02 else row[5]
        seen[8] = rng.choice([row[8].lower(), f"{row[8]}."]) if rng.random() < 0.03 else row[8]
        clean.append(row)
        dirty.append(seen)
    return ["id", "name", "year", "released", "duration", "director", "rating", "votes", "country"], clean, dirty


MORE = (flights, references, taxes, restaurants, players, cinema)
