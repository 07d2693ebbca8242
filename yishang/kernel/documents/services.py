"""Giving out numbers, each once, however many ask at the same moment."""

from datetime import date

from django.db import connection

from yishang.kernel.documents import rules
from yishang.kernel.documents.gateways import SANS, SERIF, font_file

__all__ = ["SANS", "SERIF", "font_file", "next_in_year", "next_number"]

# Django has no upsert that adds to the stored value; both databases understand this one.
NEXT_IN_SERIES = """
INSERT INTO documents_numbersequence (prefix, region_code, day, last) VALUES (%s, %s, %s, 1)
ON CONFLICT (prefix, region_code, day) DO UPDATE SET last = documents_numbersequence.last + 1
RETURNING last
"""


def next_number(*, prefix: str, region_code: str, day: date) -> str:
    """The next number of the series, as `SQ-610402-20191209-0007`; a rollback of the caller gives it back.

    One statement; inside a transaction it keeps others of the same series waiting until the commit, so that there are
    no gaps: ask for the number late. Raises InvalidInput for a malformed prefix or region code.
    """
    rules.check_series(prefix=prefix, region_code=region_code)
    sequence = _next(prefix, region_code, day)
    return rules.number_text(prefix=prefix, region_code=region_code, day=day, sequence=sequence)


def next_in_year(*, series: str, organ_id: int, year: int) -> int:
    """The next 序号 of an organ's papers of one kind in a year (文号按机关、种类、年度编): 1, 2, 3 …

    `series` is 2–8 capitals; waits and gives back as `next_number` does. Raises InvalidInput for a malformed series.
    """
    rules.check_series(prefix=series, region_code=f"U{organ_id}")
    return _next(series, f"U{organ_id}", date(year, 1, 1))


def _next(prefix: str, place: str, day: date) -> int:
    with connection.cursor() as cursor:
        cursor.execute(NEXT_IN_SERIES, [prefix, place, connection.ops.adapt_datefield_value(day)])
        (sequence,) = cursor.fetchone()
    return int(sequence)
