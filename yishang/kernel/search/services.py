"""Keep texts findable: each in the transaction that changes it, and all of them again when their form has changed."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

from django.db import connection, transaction

from yishang.kernel.context import modules_named
from yishang.kernel.search import queries, rules
from yishang.kernel.search.models import Completion, Text

Entry = tuple[int, Sequence[str]]  # a subject and the texts by which it is found
TextsToFind = Callable[..., Sequence[Entry]]
Say = Callable[[str], object]

AT_ONCE = 1000  # subjects in one transaction
TOLD_EVERY = 20_000
NEW = {
    "sqlite": "INSERT INTO search_entry (subject, words, grams) VALUES (%s, %s, %s)",
    "postgresql": (
        "INSERT INTO search_text (subject, words, grams) VALUES (%s, %s, %s::integer[])"
        " ON CONFLICT (subject) DO UPDATE SET words = excluded.words, grams = excluded.grams"
    ),
}
NEW_UNLESS_THERE = {
    "sqlite": NEW["sqlite"],
    "postgresql": (
        "INSERT INTO search_text (subject, words, grams) VALUES (%s, %s, %s::integer[])"
        " ON CONFLICT (subject) DO NOTHING"
    ),
}
CHANGED = {
    "sqlite": "UPDATE search_entry SET words = %s, grams = %s, grams_before = %s WHERE subject = %s",
    "postgresql": "UPDATE search_text SET words = %s, grams = %s::integer[] WHERE subject = %s",
}
EMPTY = {
    "sqlite": ("DELETE FROM search_text", "INSERT INTO search_gram (search_gram) VALUES ('delete-all')"),
    "postgresql": ("TRUNCATE search_text",),
}
INDEX_IS_THERE = "to_regclass('search_text_grams') IS NOT NULL"  # not while everything is indexed anew
BUILT_AFTERWARDS = {
    "sqlite": (),
    "postgresql": (
        "SET maintenance_work_mem = '256MB'",
        "CREATE INDEX search_text_grams ON search_text USING gin (grams)",
        "RESET maintenance_work_mem",
        "ANALYZE search_text",
    ),
}


def index(*, subject: int, parts: Iterable[str]) -> None:
    """Make a new subject findable by these texts: one statement, in the transaction of whoever makes the subject."""
    words = rules.folded(parts)
    with connection.cursor() as cursor:
        cursor.execute(NEW[connection.vendor], [subject, words, queries.as_stored(rules.grams(words))])


@transaction.atomic
def index_many(*, entries: Iterable[Entry]) -> int:
    """`index` for many (some thousand at most); those that are findable stay as they are. Returns how many were new."""
    texts = {subject: rules.folded(parts) for subject, parts in entries}
    for subject in Text.objects.filter(subject__in=list(texts)).values_list("subject", flat=True):
        del texts[subject]
    rows = [(subject, words, queries.as_stored(rules.grams(words))) for subject, words in texts.items()]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(NEW_UNLESS_THERE[connection.vendor], rows)
    return len(rows)


def add(*, subject: int, parts: Iterable[str]) -> bool:
    """Find a subject by more texts from now on. False when it is not indexed at all yet; then nothing was done."""
    more = rules.folded(parts)
    return _rewrite(subject, lambda words: f"{words} {more}".strip())


def reindex(*, subject: int, parts: Iterable[str]) -> bool:
    """Find a subject by these texts instead of those it had. False when it is not indexed at all yet."""
    return _rewrite(subject, lambda _: rules.folded(parts))


@transaction.atomic
def _rewrite(subject: int, say: Callable[[str], str]) -> bool:
    before = Text.objects.select_for_update().filter(subject=subject).values_list("words", flat=True).first()
    if before is None:
        return False
    words = say(before)
    if words == before:
        return True
    given = [words, queries.as_stored(rules.grams(words))]
    if connection.vendor == "sqlite":  # it keeps no grams, and must be told which ones to take out
        given.append(queries.as_stored(rules.grams(before)))
    with connection.cursor() as cursor:
        cursor.execute(CHANGED[connection.vendor], [*given, subject])
    return True


def catch_up(*, say: Say) -> int:
    """At a start: index what an older version left behind. Returns how many; 0 at once when nothing is missing."""
    return 0 if queries.is_complete() else rebuild(say=say)


def rebuild(*, say: Say) -> int:
    """Forget every text and index all subjects anew, in a stream of short transactions. Returns how many.

    Until it is done searches find only what was reached; who writes meanwhile indexes as always. Each context gives
    its texts by `texts_to_find(after=, limit=)` in its queries: at most `limit` entries beyond the subject `after`.
    """
    _carry_out(EMPTY[connection.vendor])
    Completion.objects.all().delete()
    with indexed_afterwards():
        count = sum(
            _take(texts, say)
            for module in modules_named("queries")
            if (texts := getattr(module, "texts_to_find", None))
        )
    Completion.objects.create(form=rules.FORM)
    return count


def _take(texts: TextsToFind, say: Say) -> int:
    after = count = told = 0
    while True:
        with transaction.atomic():
            entries = texts(after=after, limit=AT_ONCE)
            count += index_many(entries=entries)
        if count - told >= TOLD_EVERY:
            say(f"全文检索：已编入 {count:,} 件……")
            told = count
        if len(entries) < AT_ONCE:
            return count
        after = entries[-1][0]


@contextmanager
def indexed_afterwards() -> Iterator[None]:
    """Many texts go in fast inside, and few are found: PostgreSQL builds the index at the end, while writers wait."""
    if connection.vendor == "postgresql":
        _carry_out(("DROP INDEX IF EXISTS search_text_grams",))
    yield
    _carry_out(BUILT_AFTERWARDS[connection.vendor])


def merge_new() -> None:
    """PostgreSQL keeps new grams in a list that every search reads through, until somebody sorts them in: we do.

    Left alone, the submission that fills the list (some thousand later) would wait for it. SQLite merges as it goes.
    """
    if connection.vendor == "postgresql":
        _carry_out(("SELECT gin_clean_pending_list(to_regclass('search_text_grams')) WHERE " + INDEX_IS_THERE,))


def dismantle() -> None:
    """Before all tables are dropped (the demo city, told anew): what Django does not know of, on SQLite."""
    if connection.vendor == "sqlite":
        _carry_out(("DROP VIEW IF EXISTS search_entry", "DROP TABLE IF EXISTS search_gram"))


def _carry_out(statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
