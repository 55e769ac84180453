"""A contact sheet of every kind of chart, light and dark, drawn without a browser.

    python bench/chart_sheet.py [FOLDER]

Writes ``charts-light.png`` and ``charts-dark.png`` (default: docs/).
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "charts")]
WIDTH, HEIGHT, COLUMNS, GAP = 400, 260, 4, 16


def main() -> None:
    from charts_cast import SPECS, made

    from analytics import charts
    from analytics.charts import svg

    target = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs"
    with tempfile.TemporaryDirectory() as folder:
        shop = made(Path(folder))
        drawings = [
            svg.draw(shop.figure(spec), width=WIDTH, height=HEIGHT, ident=f"k{n}")
            for n, spec in enumerate(SPECS.values())
        ]
    cells = []
    for place, (name, drawing) in enumerate(zip(SPECS, drawings, strict=True)):
        x = GAP + place % COLUMNS * (WIDTH + GAP)
        y = GAP + place // COLUMNS * (HEIGHT + 2 * GAP + 8)
        inner = re.sub(
            r'width="[^"]*" height="[^"]*" role',
            f'x="{x}" y="{y + 20}" width="{WIDTH}" height="{HEIGHT}" role',
            drawing,
            count=1,
        )
        cells.append(f'<text class="c-h" x="{x + 4}" y="{y + 12}">{name.capitalize()}</text>{inner}')
    rows = -(-len(cells) // COLUMNS)
    wide, tall = COLUMNS * (WIDTH + GAP) + GAP, rows * (HEIGHT + 2 * GAP + 8) + GAP
    head = f'<svg xmlns="http://www.w3.org/2000/svg" class="c-chart" width="{wide}" height="{tall}">'
    sheet = f"{head}{''.join(cells)}</svg>"
    for theme in ("light", "dark"):
        (target / f"charts-{theme}.png").write_bytes(charts.png(sheet, scale=1, theme=theme))
        print(target / f"charts-{theme}.png")


if __name__ == "__main__":
    main()
