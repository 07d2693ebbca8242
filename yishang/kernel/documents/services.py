"""Giving out numbers, each once, however many ask at the same moment."""

from datetime import date

from django.db import connection

from yishang.kernel.documents import rules

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
    with connection.cursor() as cursor:
        cursor.execute(NEXT_IN_SERIES, [prefix, region_code, connection.ops.adapt_datefield_value(day)])
        (sequence,) = cursor.fetchone()
    return rules.number_text(prefix=prefix, region_code=region_code, day=day, sequence=sequence)
