"""The analysis of a month over a million appeals and 100,000 visits: `python -m benchmarks.analyses`.

The rows are made by DuckDB straight as Parquet, in the columns that the processes declare; then the very services that
freeze a month count them. Prints seconds and the highest memory of this process.
"""

import os
import resource
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

import django
import duckdb

from yishang.kernel.analysis.rules import Extract, month_ends, seconds

APPEALS, VISITS = 1_000_000, 100_000
PERIOD = "2019-12"
AT = month_ends(PERIOD)
YEAR = 365 * 86400
COUNTIES = "['610402','610403','610404','610422','610423','610424','610425','610426','610428','610429','610430']"
MONTH = "strftime(make_timestamp((moment + 28800) * 1000000), '%Y-%m')"
WORDS = {
    "city": "'610400'", "county": f"{COUNTIES}[1 + (i * 7) % 11]", "unit": "'610400-' || (i * 13) % 60",
    "month": MONTH, "number": "'SQ-610402-20191201-' || i", "title": "''",
    "level": "['CITY','COUNTY','UTILITY',''][1 + i % 4]", "category": "lpad((1 + (i * 31) % 14)::VARCHAR, 2, '0')",
    "star": "(1 + i % 5)::VARCHAR", "channel": "['SELF','LIAISON','VISIT'][1 + i % 3]",
    "line": "['COUNTY','DISPATCH'][1 + i % 2]", "route": "'GENERAL'", "result": "['SOLVED','PARTLY',''][1 + i % 3]",
    "rating": "['5','4',''][1 + i % 3]",
}  # fmt: skip
NUMBERS = {
    "moment": f"{seconds(AT)} - (i * 7919) % {YEAR}", "applicant": "(i * 17) % 200000", "counted": "(i % 20 > 0)::INT",
    "is_closed": "(i % 10 > 0)::INT", "is_shelved": "0", "closed_at": f"{seconds(AT)} - (i * 7919) % {YEAR} + 400000",
    "due_at": f"{seconds(AT)} - (i * 7919) % {YEAR} + 500000",
    "rated_at": f"CASE WHEN i % 3 < 2 THEN {seconds(AT)} - (i * 7919) % {YEAR} + 600000 END",
    "stars": "CASE WHEN i % 3 < 2 THEN 5 - i % 3 END", "called_at": "NULL", "satisfied": "NULL",
    "subject": "(i * 11) % 1115", "is_effective": "(i % 50 > 0)::INT",
    "listed_at": "0", "unlisted_at": "NULL",
}  # fmt: skip


def main() -> int:
    """Make the files, count, print."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yishang.site.settings")
    django.setup()
    services = __import__("yishang.kernel.analysis.services", fromlist=["services"])
    queries = __import__("yishang.kernel.analysis.queries", fromlist=["queries"])
    extracts = queries.extracts()
    with TemporaryDirectory(prefix="yishang-analysis-") as folder:
        files = {name: _made(extracts[name], Path(folder), many) for name, many in _SIZES.items()}
        began, worked = perf_counter(), process_time()
        with services.counting_files(files=files, folder=Path(folder)) as counting:
            for name in files:
                found = counting.counted(name, city="610400", period=PERIOD, at=AT)
                scopes, total = len(found.cuts), found.cuts["city"]["all"]["total"][""]
                sys.stdout.write(f"{extracts[name].title}：{total}，{scopes} 个范围\n")
        took, worked = perf_counter() - began, process_time() - worked
    highest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(
        f"{APPEALS:,} 件诉求、{VISITS:,} 次走访：{took:.1f} 秒（处理器 {worked:.1f} 秒），内存最高 {highest:,.0f} MB\n"
    )
    return 0


_SIZES = {"appeals": APPEALS, "visits": VISITS}


def _made(extract: Extract, folder: Path, many: int) -> Path:
    """A Parquet file of so many rows, made in an engine of its own and closed again."""
    file, sql = folder / f"{extract.name}.parquet", {"string": "VARCHAR", "int64": "BIGINT"}
    columns = ", ".join(f"{(WORDS | NUMBERS)[name]} AS {name}" for name in extract.columns if name != "moment")
    kinds = ", ".join(f"{name}::{sql[kind]} AS {name}" for name, kind in extract.columns.items())
    with duckdb.connect() as made:
        made.execute(
            f"COPY (SELECT {kinds} FROM (SELECT moment, {columns} FROM (SELECT i, {NUMBERS['moment']} AS moment "
            f"FROM range({many}) AS numbers(i)))) TO '{file}' (FORMAT parquet)"
        )
    return file


if __name__ == "__main__":
    sys.exit(main())
