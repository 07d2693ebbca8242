"""Two people press at the same moment: one wins, the other is told, and nothing is done twice."""

from django.db import transaction

from yishang.kernel.cases.models import Case
from yishang.kernel.cases.rules import CaseChangedMeanwhile, MoveNotOpen
from yishang.kernel.cases.tests.conftest import CHEN_JING, YANG_PING, make, prepare
from yishang.kernel.journal import queries as journal
from yishang.kernel.journal.tests.parallel import at_once

NUMBER = "LX-610402-20191209-0001"


def _press(number: int, move: str, version: int | None = None) -> str:
    actor = (CHEN_JING, YANG_PING)[number % 2]
    try:
        with transaction.atomic():
            make(actor, move, version=version)
    except (MoveNotOpen, CaseChangedMeanwhile) as refusal:
        return refusal.message
    return "won"


def test_one_takes_it_and_the_other_hears_who(parallel_database: None) -> None:
    prepare()
    outcomes = at_once(lambda number: _press(number, "take"), threads=2)
    assert sorted(outcome == "won" for outcome in outcomes) == [False, True]
    winner = (CHEN_JING, YANG_PING)[outcomes.index("won")]
    [told] = [outcome for outcome in outcomes if outcome != "won"]
    assert told == f"现在是“办理中”（{winner.name}刚刚处理过），不能接办。"


def test_of_eight_one_wins_and_there_is_one_fact(parallel_database: None) -> None:
    prepare()
    outcomes = at_once(lambda number: _press(number, "take"), threads=8)
    assert outcomes.count("won") == 1
    verbs = [fact.verb for fact in journal.timeline(NUMBER, include_internal=True)]
    assert verbs == ["test.letter.received", "test.letter.taken"]
    assert Case.objects.get(number=NUMBER).version == 2


def test_where_the_state_would_allow_both_the_version_tells(parallel_database: None) -> None:
    prepare()
    outcomes = at_once(lambda number: _press(number, ("take", "add")[number % 2], version=1), threads=2)
    assert outcomes.count("won") == 1
