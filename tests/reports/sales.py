"""A small table of sales: 672 rows, three regions, 2024 from January to December."""

SALES = "day,region,amount,city\n" + "".join(
    f"2024-{1 + n // 28 % 12:02d}-{1 + n % 28:02d},{region},{10 + n % 23},{'ABC'[n % 3]}ville\n"
    for n, region in enumerate(["North", "South", "East"] * 224)
)
