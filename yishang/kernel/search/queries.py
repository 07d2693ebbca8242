"""Which rows a search finds: exactly those in whose words every word stands that is searched for.

There are two ways. Reading: along the list, look into the text of each row. The index: it names the texts that have
all grams of the words, and the text then says whether they stand there in one piece. Both find the same rows; which
is sooner depends on how common the words are, and is worth between a hundredth of a second and many.
"""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import connection
from django.db.models import BooleanField, Count, F, Func, Max, Min, Model, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan, IsNull

from yishang.kernel.context import InvalidInput
from yishang.kernel.search import rules
from yishang.kernel.search.models import Completion, Text

Row = TypeVar("Row", bound=Model)

TRIED = 1000  # newest rows of the list, and on PostgreSQL as many of all texts
COMMON = {"sqlite": 100, "postgresql": 50}  # found among those tried
PAGEFUL = 1000  # rows that a list wants: its total is exact up to there
NAMED_AT_MOST = 20_000
# Microseconds for each row, measured at a million rows: only their proportions matter.
NAMED, LOOKED_UP, PASSED = 0.35, 5.0, 0.3  # SQLite
READ, FETCHED, ASKED = 2.5, 8.0, 15_000.0  # PostgreSQL; the last once
NAMED_BY = "SELECT rowid FROM search_gram WHERE search_gram MATCH %s"
HELD_BY = "SELECT subject FROM search_text WHERE grams @> %s::integer[]"
HOLDS = " AND strpos(words, %s) > 0"
# Texts from beginning to end at even distances: a sample that a second look would find the same.
EVENLY = f"""
SELECT count(*), count(*) FILTER (WHERE true{{holds}})
FROM search_text
WHERE subject IN (SELECT (SELECT max(subject) FROM search_text) * part / {TRIED} FROM generate_series(1, {TRIED}) part)
"""


@dataclass(frozen=True)
class _Tried:
    """How the newest rows of a list took to the words, and between which keys they lay."""

    rows: int
    found: int
    oldest: int
    newest: int

    @property
    def listed(self) -> float:
        """About how many rows the list has, were it as dense everywhere."""
        return self.rows * self.newest / max(1, self.newest - self.oldest)


def narrow(rows: QuerySet[Row], text: str, *, all_hold: str = "") -> QuerySet[Row]:
    """Of these rows, whose keys are subjects, those in which every word of the text stands; all, for a blank text.

    `all_hold` is what the texts of all these rows hold anyway (their county's code, say): it leaves less to look at.
    Looks first, in one or two statements, how common the words are. Raises InvalidInput (q) for too long a text.
    """
    if len(text) > rules.WORDS_MAX:
        raise InvalidInput({"q": f"要搜的文字最多 {rules.WORDS_MAX} 个字。"}, next_step="请缩短后再搜。")
    words = rules.words_in(text)
    if not words:
        return rows
    tried = _try(rows, words)
    if tried.rows < TRIED or tried.found >= COMMON[connection.vendor]:
        return _by_reading(rows, words)
    if connection.vendor == "postgresql":
        return _by_postgresql(rows, (*words, *rules.words_in(all_hold)), tried)
    return _by_sqlite(rows, words, tried)


def is_complete() -> bool:
    """Whether every row that was there has been indexed, in the present form."""
    return Completion.objects.filter(form=rules.FORM).exists()


def as_stored(grams: set[int]) -> str:
    """Grams as the database at hand takes them in: an array of signed integers, or the words of an FTS5 text."""
    if connection.vendor == "postgresql":
        signed = memoryview(array("I", grams)).cast("B").cast("i").tolist()
        return "{" + str(signed)[1:-1] + "}"
    return ("%x " * len(grams)) % tuple(grams)


def _try(rows: QuerySet[Row], words: Sequence[str]) -> _Tried:
    newest = rows.order_by("-pk").values("pk")[:TRIED]
    found = Text.objects.filter(subject__in=newest).aggregate(
        rows=Count("pk"), found=Count("pk", filter=Q(*_holding(words))), oldest=Min("pk"), newest=Max("pk")
    )
    return _Tried(**found)


def _holding(words: Sequence[str]) -> list[Any]:
    return [GreaterThan(StrIndex("words", Value(word)), 0) for word in words]


def _by_reading(rows: QuerySet[Row], words: Sequence[str]) -> QuerySet[Row]:
    """Row by row in the list's own order; said as one value of each row, so that no database turns it round."""
    texts = Text.objects.filter(*_holding(words), subject=OuterRef("pk"))
    return rows.filter(IsNull(Subquery(texts.values("subject")[:1]), False))


class _Passes(Func):
    """Whether the index names a key: asked once, and then for each row passed. The plus hides the key from indexes."""

    template, arg_joiner, output_field = "(+%(expressions)s))", f" IN ({NAMED_BY[:-2]}", BooleanField()


def _by_sqlite(rows: QuerySet[Row], words: Sequence[str], tried: _Tried) -> QuerySet[Row]:
    """FTS5 names keys quickly. Few are looked up one by one; many are kept at hand while the list is walked along."""
    match = " AND ".join(f'"{gram:x}"' for gram in sorted(rules.grams_asked(words)))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({NAMED_BY} LIMIT {NAMED_AT_MOST})", [match])
        (named,) = cursor.fetchone()
    passed = min(tried.listed, PAGEFUL * tried.newest / max(1, named))
    if named * LOOKED_UP < named * NAMED + passed * PASSED:
        return _by_reading(rows.filter(pk__in=RawSQL(NAMED_BY, [match])), words)
    return _by_reading(rows.filter(_Passes(F("pk"), Value(match))), words)


def _by_postgresql(rows: QuerySet[Row], words: Sequence[str], tried: _Tried) -> QuerySet[Row]:
    """GIN fetches every text that it names; where the words are common elsewhere, the list is sooner read."""
    with connection.cursor() as cursor:
        cursor.execute(EVENLY.format(holds=HOLDS * len(words)), words)
        everywhere, found = cursor.fetchone()
    named = tried.newest * (found + 1) / max(1, everywhere)
    read = min(tried.listed, PAGEFUL * tried.rows / max(1, tried.found))
    if read * READ < named * FETCHED + ASKED:
        return _by_reading(rows, words)
    asked = as_stored(rules.grams_asked(words))
    return rows.filter(pk__in=RawSQL(HELD_BY + HOLDS * len(words), [asked, *words]))
