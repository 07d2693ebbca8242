"""Two operators press the same button at once: one is done, the other hears how it stands."""

from typing import Any

import pytest

from yishang.contexts.random_inspection import queries, services
from yishang.contexts.random_inspection.tests.conftest import MONDAY, Town
from yishang.contexts.random_inspection.tests.planning import VALUES, beacon, drafted_task, frozen_task, state_of
from yishang.kernel.context import Refusal
from yishang.kernel.draw.models import Draw
from yishang.kernel.journal.tests.parallel import at_once
from yishang.kernel.journal.tests.parallel import parallel_database as parallel_database


@pytest.fixture
def crowded(parallel_database: None, town: Town) -> Town:
    """The town in a database that threads can share."""
    return town


def answer(work: Any) -> str:
    """What an operator sees: done, or the name of the refusal."""
    try:
        work()
    except Refusal as refusal:
        return type(refusal).__name__
    return "done"


def test_of_two_who_freeze_one_is_told_that_it_is_done(crowded: Town) -> None:
    town, number = crowded, drafted_task(crowded).case.number
    people = (town.qian_hong, town.feng_xue)

    def freeze(place: int) -> str:
        return answer(lambda: services.freeze_task(actor=people[place], number=number, beacon=beacon(), at=MONDAY))

    assert sorted(at_once(freeze, threads=2)) == ["MoveNotOpen", "done"]
    assert Draw.objects.count() == 1


def test_both_witnesses_at_once_and_a_refresh_make_one_lot(crowded: Town) -> None:
    town, task = crowded, frozen_task(crowded)
    number, words = task.case.number, [*VALUES.items(), *VALUES.items()]

    def reveal(place: int) -> str:
        name, value = words[place]
        return answer(
            lambda: services.reveal_witness(
                actor=town.qian_hong, number=number, witness_id=name, value_hex=value.hex(), at=MONDAY
            )
        )

    assert set(at_once(reveal, threads=4)) == {"done"}
    assert state_of(task) == "OBJECT_DRAWN"
    assert all(one.assignments.count() == 2 for one in queries.selected_of(task))
