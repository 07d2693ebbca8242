"""Texts come in, grow, change and are all indexed anew."""

from collections.abc import Sequence

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from yishang.kernel.search import jobs, queries, services
from yishang.kernel.search.models import Completion, Text

pytestmark = pytest.mark.django_db
SOURCE: dict[int, list[str]] = {subject: ["噪音", f"第 {subject} 件"] for subject in range(1, 26)}


class Context:
    """The queries of a process whose matters are SOURCE."""

    @staticmethod
    def texts_to_find(*, after: int, limit: int) -> Sequence[services.Entry]:
        return [(subject, SOURCE[subject]) for subject in sorted(SOURCE) if subject > after][:limit]


@pytest.fixture
def process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "modules_named", lambda _: [Context, queries])
    monkeypatch.setattr(services, "AT_ONCE", 10)


def found(asked: str) -> set[int]:
    return {text.pk for text in queries.narrow(Text.objects.all(), asked)}


def test_a_new_subject_costs_one_statement() -> None:
    with CaptureQueriesContext(connection) as captured:
        services.index(subject=7, parts=["SQ-610402-20191209-0007", "噪音扰民"])
    assert len(captured) == 1
    assert found("噪音") == {7}


def test_more_words_find_it_as_well_as_the_first() -> None:
    services.index(subject=7, parts=["噪音"])
    assert services.add(subject=7, parts=["扰民", "已整改"])
    assert found("噪音") == found("整改") == {7}
    assert found("音扰") == set()  # no word reaches from one text into the next


def test_nothing_is_added_to_what_is_not_indexed_yet() -> None:
    assert not services.add(subject=7, parts=["整改"])
    assert not services.reindex(subject=7, parts=["整改"])
    assert not Text.objects.exists()


def test_a_new_name_takes_the_place_of_the_old_one() -> None:
    services.index(subject=7, parts=["演示食品厂", "噪音"])
    assert services.reindex(subject=7, parts=["演示饮料厂", "噪音"])
    assert (found("食品"), found("饮料")) == (set(), {7})


def test_many_at_once_leave_alone_what_is_there() -> None:
    services.index(subject=1, parts=["噪音"])
    assert services.index_many(entries=[(1, ["用电"]), (2, ["用电"])]) == 1
    assert (found("噪音"), found("用电")) == ({1}, {2})


def test_all_are_indexed_anew_in_batches(process: None) -> None:
    services.index(subject=3, parts=["早先的话"])
    services.index(subject=99, parts=["不再有的一件"])
    assert services.rebuild(say=print) == len(SOURCE)
    assert found("噪音") == set(SOURCE)
    assert found("早先") == found("不再有") == set()
    assert found("第 25") == {25}


def test_a_start_indexes_what_was_there_before_and_the_next_one_nothing(process: None) -> None:
    assert not queries.is_complete()
    assert services.catch_up(say=print) == len(SOURCE)
    assert queries.is_complete()
    with CaptureQueriesContext(connection) as captured:
        assert services.catch_up(say=print) == 0
    assert len(captured) == 1


def test_another_form_of_the_index_is_made_at_the_next_start(process: None) -> None:
    services.catch_up(say=print)
    Completion.objects.update(form=0)
    assert services.catch_up(say=print) == len(SOURCE)


def test_the_operator_sees_how_far_it_is(
    process: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    monkeypatch.setattr(services, "TOLD_EVERY", 10)
    call_command("search", "rebuild")
    told = capsys.readouterr()
    assert told.err.splitlines() == ["全文检索：已编入 10 件……", "全文检索：已编入 20 件……"]
    assert told.out == "OK 25 件，全部编入索引\n"


def test_new_texts_are_found_before_and_after_they_are_merged() -> None:
    services.index(subject=7, parts=["噪音扰民"])
    assert found("噪音") == {7}
    jobs.merge_new()
    assert found("噪音") == {7}


def test_there_is_nothing_to_merge_while_all_is_indexed_anew() -> None:
    with services.indexed_afterwards():
        jobs.merge_new()


def test_what_the_demo_city_needs_dropped_can_be_dropped() -> None:
    services.dismantle()
    names = connection.introspection.table_names(include_views=True)
    assert not {name for name in names if name.startswith(("search_gram", "search_entry"))}
