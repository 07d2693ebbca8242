"""`yishang cases verify`: a state that was changed beside the facts is found."""

import io

import pytest
from django.core.management import call_command

from yishang.kernel.cases import queries
from yishang.kernel.cases.models import Case
from yishang.kernel.cases.tests.conftest import CHEN_JING, LETTERS, YANG_PING, make, open_one


def test_every_state_that_a_move_set_holds(letter: Case) -> None:
    open_one("LX-610402-20191209-0002")
    make(CHEN_JING, "take")
    make(CHEN_JING, "ask")
    make(YANG_PING, "go_on")
    make(CHEN_JING, "add")
    assert queries.verify_states([LETTERS]) == queries.StatesVerdict(2)


@pytest.mark.parametrize(
    ("moved", "why"),
    [(True, "状态是 DONE，留痕写明的是 IN_HAND"), (False, "状态是 DONE，留痕写明的是 RECEIVED")],
)
def test_a_state_edited_in_the_database_is_named(letter: Case, moved: bool, why: str) -> None:
    if moved:
        make(CHEN_JING, "take")
    Case.objects.update(state="DONE")
    verdict = queries.verify_states([LETTERS])
    assert (verdict.number, verdict.why) == (letter.number, why)


def test_the_declared_processes_are_found() -> None:
    assert {"outreach.appeal": "SUBMITTED"}.items() <= {one.kind: one.start for one in queries.workflows()}.items()


def test_the_command_s_last_line_says_ok(db: None) -> None:
    out = io.StringIO()
    call_command("cases", "verify", stdout=out)
    assert out.getvalue().splitlines()[-1] == "OK 0 cases，状态与留痕全部相符"


def test_the_command_fails_with_number_and_reason(letter: Case) -> None:
    make(CHEN_JING, "take")
    Case.objects.update(state="DONE")
    out = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("cases", "verify", stdout=out)
    assert ended.value.code == 1
    assert out.getvalue().splitlines()[-1] == f"FAIL {letter.number}: 状态是 DONE，留痕写明的是 IN_HAND"
