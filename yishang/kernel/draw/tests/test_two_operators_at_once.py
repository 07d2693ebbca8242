"""Two operators start the same draw at once, or somebody refreshes in the middle: one draw, and one outcome."""

from datetime import timedelta
from typing import Any

import pytest

from yishang.kernel.context import Refusal
from yishang.kernel.draw import queries, rules
from yishang.kernel.draw import services as draws
from yishang.kernel.draw.models import Draw, PoolChunk
from yishang.kernel.draw.rules import StratumPool
from yishang.kernel.draw.tests.test_commit_reveal_draw import (
    CASES,
    CHEN_JING,
    MONDAY,
    WANG_VALUE,
    ZHAO_VALUE,
    commit,
    repeat,
    verbs,
    void,
    wang_reveals,
    zhao_reveals,
)
from yishang.kernel.draw.tests.test_draw_with_officers import OWN, drawn
from yishang.kernel.journal.tests.parallel import at_once

pytestmark = pytest.mark.usefixtures("parallel_database")


def answer(work: Any) -> str:
    """What an operator sees: done, or the name of the refusal."""
    try:
        work()
    except Refusal as refusal:
        return type(refusal).__name__
    return "done"


def test_of_two_who_commit_one_is_told_that_the_number_is_taken() -> None:
    pools = [StratumPool(CASES, 2), StratumPool(CASES[:5], 1)]
    said = at_once(lambda number: answer(lambda: commit(strata={"S1": pools[number]})), threads=2)

    assert sorted(said) == ["DrawIdTaken", "done"]
    assert Draw.objects.count() == PoolChunk.objects.count() == 1
    assert verbs() == ["draw.committed"]
    assert queries.commitment_of(queries.draw("HF-201912"))["pool_size"] == (10 if said[0] == "done" else 5)


def test_both_witnesses_at_once_make_one_record() -> None:
    commit()
    at_once(lambda number: (wang_reveals, zhao_reveals)[number](), threads=2)

    assert rules.verify_record(queries.record_files("HF-201912")).selected == 2
    assert verbs().count("draw.drawn") == 1


def test_a_page_sent_again_in_the_middle_changes_nothing() -> None:
    commit()
    zhao_reveals()
    at_once(lambda _: wang_reveals(), threads=3)
    record = queries.draw("HF-201912").record
    for value, witness in ((WANG_VALUE, "wang"), (ZHAO_VALUE, "zhao")):
        draws.reveal(actor=CHEN_JING, draw_id="HF-201912", witness_id=witness, value_hex=value.hex(), at=MONDAY)

    assert queries.draw("HF-201912").record == record
    assert verbs().count("draw.revealed") == 2
    assert answer(commit) == "DrawIdTaken"


def test_a_void_and_the_last_reveal_at_once_leave_one_of_both() -> None:
    commit()
    wang_reveals()
    said = at_once(lambda number: answer((void, zhao_reveals)[number]), threads=2)
    left = queries.draw("HF-201912")

    assert sorted(said) == ["DrawNotOpen", "done"]
    assert (left.state == Draw.State.VOID) == (said[0] == "done")
    assert bool(left.record) == (said[1] == "done")


def test_a_void_is_repeated_by_one_of_two() -> None:
    commit()
    void()
    said = at_once(lambda number: answer(lambda: repeat(draw_id=f"HF-2-{number}")), threads=2)

    assert sorted(said) == ["DrawNotRepeatable", "done"]


def test_one_shop_is_replaced_once_by_two() -> None:
    out = drawn().selected[0][0]

    def replaced() -> None:
        at = MONDAY + timedelta(days=1)
        draws.replace_selected(actor=CHEN_JING, draw_id=OWN, out=out, reason="已注销", at=at)

    said = at_once(lambda _: answer(replaced), threads=2)

    assert sorted(said) == ["NotInThisDraw", "done"]
    assert rules.verify_record(queries.record_files(OWN)).events == 1
