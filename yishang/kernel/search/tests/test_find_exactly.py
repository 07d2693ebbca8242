"""What a search finds is what a look into every text would find, by whichever of its two ways."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yishang.kernel.context import InvalidInput
from yishang.kernel.search import queries, rules, services
from yishang.kernel.search.models import Text

pytestmark = pytest.mark.django_db
LETTERS = "噪音扰民用电专线10kVｋＶ０-SQ9 ，。,\"'*():^+%_\\?{}<>&ßİﬁ👍🏽\u0301\u3000"
NUMBER = "SQ-610402-20191209-0007"
TEXTS = {
    1: (NUMBER, "陕西演示机械有限公司", "91610402MA00000155", "二期 10kV 专线外线路由未定", "噪音扰民，请核查。"),
    2: ("SQ-610402-20191209-0017", "演示食品厂", "91610402MA00000236", "１０ＫＶ专线跳闸", "民扰音噪"),
    3: ("SQ-610402-20191209-00071", "演示服装店", "", "办 不动产证", "材料退回（三次）：不动 产证 AND NOT"),
    4: ("SQ-610404-20191210-0007", "Yan Shi GmbH", "", "Straße", "👍🏽 很好"),
}
FEW = queries._Tried(rows=10**12, found=0, oldest=0, newest=10**9)  # in a long list
MANY = queries._Tried(rows=1, found=0, oldest=0, newest=0)  # in hardly any list at all
texts_of_any_kind = st.lists(st.text(LETTERS, max_size=40) | st.text(max_size=30), min_size=1, max_size=6)
anything = st.text(LETTERS, max_size=12) | st.text(max_size=12)
as_often = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@contextmanager
def indexed(texts: Sequence[str]) -> Iterator[None]:
    """These texts and no others, for a while."""
    with transaction.atomic():
        services.index_many(entries=[(subject, [text]) for subject, text in enumerate(texts, start=1)])
        yield
        transaction.set_rollback(True)


def truth(texts: Sequence[str], asked: str) -> set[int]:
    words = rules.words_in(asked)
    return {at for at, text in enumerate(texts, start=1) if all(word in rules.fold(text) for word in words)}


def found(asked: str) -> set[int]:
    return {text.pk for text in queries.narrow(Text.objects.all(), asked)}


def both_ways(asked: str) -> list[set[int]]:
    """By reading, and by the index, whether it names few texts or many."""
    rows, words = Text.objects.all(), rules.words_in(asked)
    by_index = {"sqlite": queries._by_sqlite, "postgresql": queries._by_postgresql}[connection.vendor]
    ways = [queries._by_reading(rows, words), by_index(rows, words, FEW), by_index(rows, words, MANY)] if words else []
    return [set(way.values_list("pk", flat=True)) for way in ways]


@as_often
@given(texts_of_any_kind, anything)
def test_any_text_is_found_by_exactly_the_words_in_it(texts: list[str], asked: str) -> None:
    with indexed(texts):
        expected = truth(texts, asked)
        assert found(asked) == expected
        assert all(way == expected for way in both_ways(asked))


@as_often
@given(texts_of_any_kind, st.data())
def test_every_piece_of_a_text_finds_it(texts: list[str], data: st.DataObject) -> None:
    whole = rules.fold(data.draw(st.sampled_from(texts)))
    start = data.draw(st.integers(0, max(0, len(whole) - 1)))
    piece = whole[start : start + data.draw(st.integers(2, 20))]
    with indexed(texts):
        expected = truth(texts, piece)
        assert found(piece) == expected
        assert all(way == expected for way in both_ways(piece))


@as_often
@given(texts_of_any_kind, texts_of_any_kind, anything)
def test_what_was_replaced_is_found_no_more(before: list[str], after: list[str], asked: str) -> None:
    with indexed(before):
        for subject in range(1, len(before) + 1):
            services.reindex(subject=subject, parts=after[subject - 1 : subject])
        now = [*after[: len(before)], *[""] * (len(before) - len(after))]
        assert all(way == truth(now, asked) for way in both_ways(asked))
        assert _grams_kept() == {subject: rules.grams(rules.fold(text)) for subject, text in enumerate(now, start=1)}


def _grams_kept() -> dict[int, set[int]]:
    """What the index itself says of each text, stale grams and all."""
    kept: dict[int, set[int]] = {subject: set() for subject in Text.objects.values_list("pk", flat=True)}
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT subject, unnest(grams)::bigint & 4294967295 FROM search_text")
        else:
            cursor.execute("CREATE VIRTUAL TABLE temp.search_terms USING fts5vocab(main, search_gram, instance)")
            cursor.execute("SELECT doc, term FROM temp.search_terms")
        for subject, gram in cursor.fetchall():
            kept.setdefault(subject, set()).add(int(gram, 16) if isinstance(gram, str) else gram)
        if connection.vendor == "sqlite":
            cursor.execute("DROP TABLE temp.search_terms")
    return kept


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("噪音", {1}),
        ("噪音扰民", {1}),
        ("扰民 噪音", {1}),
        ("音噪", {2}),
        ("10kV专线", {2}),
        ("１０ＫＶ专线", {2}),
        ("１０ＫＶ 专线", {1, 2}),
        (NUMBER, {1, 3}),
        (NUMBER.lower(), {1, 3}),
        ("0007", {1, 3, 4}),
        ("91610402MA00000155", {1}),
        ("A0000015", {1}),
        ("610402 0017", {2}),
        ("不动产证", {3}),
        ("动 产", {3}),
        ("（三次）：", {3}),
        ("AND NOT", {3}),
        ("厂", {2}),
        ("STRASSE", {4}),
        ("👍", {4}),
        ('"噪音"', set()),
        ("噪音*", set()),
        ("NEAR(噪音)", set()),
        ("grams:噪音", set()),
        ("噪音 OR 跳闸", set()),
        ("%", set()),
        ("_", set()),
        ("", {1, 2, 3, 4}),
        (" \u3000\x00\ud800", {1, 2, 3, 4}),
    ],
)
def test_a_search_means_its_letters_and_nothing_else(asked: str, expected: set[int]) -> None:
    services.index_many(entries=TEXTS.items())
    assert found(asked) == expected
    assert all(way == expected for way in both_ways(asked))


def test_what_is_common_in_the_list_is_read_and_what_is_rare_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(queries, "TRIED", 3)
    monkeypatch.setattr(queries, "COMMON", {"sqlite": 3, "postgresql": 3})
    monkeypatch.setattr(queries, "READ", 1e6)  # of so few, PostgreSQL would read every list
    services.index_many(entries=[(subject, ["用电" if subject > 5 else "噪音"]) for subject in range(1, 11)])
    common, rare = (str(queries.narrow(Text.objects.all(), word).query) for word in ("用电", "噪音"))
    assert ("IN (" in common, "IN (" in rare) == (False, True)
    assert found("噪音") == {1, 2, 3, 4, 5}


def test_a_search_longer_than_anybody_types_is_refused() -> None:
    with pytest.raises(InvalidInput) as refused:
        queries.narrow(Text.objects.all(), "噪" * 61)
    assert list(refused.value.fields) == ["q"]


def test_other_conditions_and_the_order_stay_those_of_the_list() -> None:
    services.index_many(entries=TEXTS.items())
    rows = queries.narrow(Text.objects.filter(pk__gt=1), "610402")
    assert list(rows.order_by("-pk").values_list("pk", flat=True)[:1]) == [3]
    assert rows.count() == 2
