"""``python -m analytics charts FILE --output DIR``: the suggested charts as SVG, PNG and Plotly's JSON."""

from __future__ import annotations

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", help="the data file, in any format that read takes")
    parser.add_argument("--sheet", help="the sheet of a workbook")
    parser.add_argument("--output", required=True, metavar="DIR", help="the folder for the charts; made if absent")
    parser.add_argument("--top", type=int, default=8, help="how many charts at most")
    parser.add_argument("--theme", choices=("light", "dark"), default="light")


def run(arguments: argparse.Namespace) -> int:
    import json
    import sys
    import tempfile
    from pathlib import Path

    from analytics import charts, query, recipe
    from analytics.charts import svg
    from analytics.insights import find
    from analytics.profiling import profile
    from analytics.reading import read
    from analytics.schema import ReadOptions

    source, output = Path(arguments.file), Path(arguments.output)
    with tempfile.TemporaryDirectory(prefix="analytics-") as scratch:
        folder = Path(scratch)
        text, clean = folder / "text.parquet", folder / "clean.parquet"
        read(source, text, name=source.name, options=ReadOptions(sheet=arguments.sheet))
        found = profile(text)
        made = recipe.replay(text, recipe.propose(text, found), found, clean=clean, changes=folder / "changes.parquet")
        chosen = charts.suggest(made.profile, find(clean, made.profile), limit=arguments.top)
        output.mkdir(parents=True, exist_ok=True)
        for place, each in enumerate(chosen, start=1):
            data = query.fetch(each.spec, clean, made.profile)
            document = charts.document(each.spec, data, made.profile)
            drawing = svg.draw(document, width=900, height=500, ident=f"c{place}", heading=True)
            stem = output / f"{place:02d}-{each.spec.kind}"
            stem.with_suffix(".svg").write_text(charts.standalone(drawing, arguments.theme), encoding="utf-8")
            stem.with_suffix(".png").write_bytes(charts.png(drawing, theme=arguments.theme))
            stem.with_suffix(".json").write_text(json.dumps(document, default=str), encoding="utf-8")
            line = {"file": stem.with_suffix(".svg").name, "title": each.spec.title, "reason": each.reason}
            sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    return 0
