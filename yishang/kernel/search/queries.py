"""Which rows a search finds: exactly those whose words contain what is searched for."""

from array import array
from collections.abc import Sequence
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Count, Model, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan, IsNull

from yishang.kernel.context import InvalidInput
from yishang.kernel.search import rules
from yishang.kernel.search.models import Completion, Text

Row = TypeVar("Row", bound=Model)

TRIED = 2000  # rows
COMMON = 50  # found among those tried
# The index names who may have all the words; whether they stand there in one piece the text itself says.
INDEXED = {
    "sqlite": (
        "SELECT search_text.subject FROM search_gram CROSS JOIN search_text ON search_text.subject = search_gram.rowid"
        " WHERE search_gram MATCH %s"
    ),
    "postgresql": "SELECT subject FROM search_text WHERE grams @> %s::integer[]",
}
HOLDS = {"sqlite": " AND instr(words, %s) > 0", "postgresql": " AND strpos(words, %s) > 0"}


def narrow(rows: QuerySet[Row], text: str) -> QuerySet[Row]:
    """Of these rows, whose keys are subjects, those in which every word of the text stands; all, for a blank text.

    Asks once how common the words are among the newest rows: what is common is soonest found by reading on from
    there, what is rare by the index. Both find the same. Raises InvalidInput (q) for a text that is too long.
    """
    if len(text) > rules.WORDS_MAX:
        raise InvalidInput({"q": f"要搜的文字最多 {rules.WORDS_MAX} 个字。"}, next_step="请缩短后再搜。")
    words = rules.words_in(text)
    if not words:
        return rows
    return _by_reading(rows, words) if _is_common(rows, words) else _by_index(rows, words)


def _is_common(rows: QuerySet[Row], words: Sequence[str]) -> bool:
    """Whether a page full is among the newest rows, or there are not even that many rows."""
    newest = rows.order_by("-pk").values("pk")[:TRIED]
    seen = Text.objects.filter(subject__in=newest).aggregate(
        tried=Count("pk"), found=Count("pk", filter=Q(*_holding(words)))
    )
    return bool(seen["found"] >= COMMON or seen["tried"] < TRIED)


def _by_reading(rows: QuerySet[Row], words: Sequence[str]) -> QuerySet[Row]:
    """Row by row in the list's own order. Said as one value of each row, so that no database turns it round."""
    texts = Text.objects.filter(*_holding(words), subject=OuterRef("pk"))
    return rows.filter(IsNull(Subquery(texts.values("subject")[:1]), False))


def _by_index(rows: QuerySet[Row], words: Sequence[str]) -> QuerySet[Row]:
    vendor = connection.vendor
    asked = rules.grams_asked(words)
    match = as_stored(asked) if vendor == "postgresql" else " AND ".join(f'"{gram:x}"' for gram in sorted(asked))
    found = RawSQL(INDEXED[vendor] + HOLDS[vendor] * len(words), [match, *words])
    return rows.filter(pk__in=found)


def _holding(words: Sequence[str]) -> list[Any]:
    return [GreaterThan(StrIndex("words", Value(word)), 0) for word in words]


def as_stored(grams: set[int]) -> str:
    """Grams as the database at hand takes them in: an array of signed integers, or words of an FTS5 text."""
    if connection.vendor == "postgresql":
        signed = memoryview(array("I", grams)).cast("B").cast("i").tolist()
        return "{" + str(signed)[1:-1] + "}"
    return ("%x " * len(grams)) % tuple(grams)


def is_complete() -> bool:
    """Whether every row that was there has been indexed, in the present form."""
    return Completion.objects.filter(form=rules.FORM).exists()
