"""Whatever a process writes into its table of moves must hang together. Looks at every workflow there is."""

from importlib import import_module
from importlib.util import find_spec

import pytest

from yishang.kernel.cases import rules
from yishang.kernel.cases.rules import Move, Workflow
from yishang.kernel.cases.tests.conftest import LETTERS
from yishang.kernel.context import contexts

WORKFLOWS = [LETTERS] + [
    found
    for context in contexts()
    if find_spec(f"{context.name}.rules")
    for found in vars(import_module(f"{context.name}.rules")).values()
    if isinstance(found, Workflow)
]
each_workflow = pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda workflow: workflow.kind)


@each_workflow
def test_names_are_given_once(workflow: Workflow) -> None:
    for names in (
        [state.code for state in workflow.states],
        [state.label for state in workflow.states],
        [move.name for move in workflow.moves],
        [move.fact for move in workflow.moves],
    ):
        assert len(names) == len(set(names))


@each_workflow
def test_moves_lead_between_states_of_the_table(workflow: Workflow) -> None:
    known = {state.code for state in workflow.states}
    for move in workflow.moves:
        assert set(move.sources) <= known and move.sources, move.name
        assert move.target is None or move.target in known, move.name
        assert not (move.back and move.target), move.name
    assert workflow.start in known


@each_workflow
def test_every_state_can_be_reached(workflow: Workflow) -> None:
    reached = {workflow.start}
    while further := {move.target for move in workflow.moves if reached & set(move.sources)} - reached - {None}:
        reached |= further
    assert reached == {state.code for state in workflow.states}


@each_workflow
def test_an_end_is_an_end_and_nothing_else_is(workflow: Workflow) -> None:
    left = {source for move in workflow.moves for source in move.sources if move.target or move.back}
    noted = {source for move in workflow.moves for source in move.sources}  # a published result is corrected after it
    assert left <= set(workflow.open_states) <= noted


@each_workflow
def test_every_open_matter_can_still_end(workflow: Workflow) -> None:
    ending = {state.code for state in workflow.states if state.ended}
    while more := {source for move in workflow.moves if move.target in ending for source in move.sources} - ending:
        ending |= more
    stuck = set(workflow.open_states) - ending
    back = {source for move in workflow.moves if move.back for source in move.sources}
    assert stuck <= back


@each_workflow
def test_every_move_is_somebody_s(workflow: Workflow) -> None:
    for move in workflow.moves:
        assert move.by and move.by <= set(rules.DUTY_LABELS), move.name


@each_workflow
def test_clocks_that_start_are_stopped_by_some_move(workflow: Workflow) -> None:
    started = {code for move in workflow.moves for code in move.starts}
    assert started <= {code for move in workflow.moves for code in move.stops}


@each_workflow
def test_the_diagram_shows_every_state_and_every_move(workflow: Workflow) -> None:
    drawn = rules.diagram(workflow).splitlines()
    assert drawn[:2] == ["stateDiagram-v2", f"    [*] --> {workflow.start}"]
    for state in workflow.states:
        assert f"    {state.code}: {state.label}" in drawn
        assert (f"    {state.code} --> [*]" in drawn) is state.ended
    for move in workflow.moves:
        for source in move.sources:
            drawn_so = [
                line for line in drawn if line.startswith(f"    {source} -->") and line.endswith(f": {move.label}")
            ]
            targets = [line.split(" --> ")[1].partition(":")[0] for line in drawn_so]
            assert targets if move.back else targets == [move.target or source]


def test_a_move_is_found_by_its_name_or_not_at_all() -> None:
    assert LETTERS.move("take").label == "接办"
    assert LETTERS.has_move("take") and not LETTERS.has_move("burn")
    with pytest.raises(KeyError):
        LETTERS.move("burn")


def test_what_somebody_may_do_now_depends_on_state_and_duty() -> None:
    def names(state: str, *duties: str) -> list[str]:
        return [move.name for move in LETTERS.moves_from(state, frozenset(duties))]

    assert names("RECEIVED", rules.OFFICE) == ["take", "add"]
    assert names("RECEIVED", rules.APPLICANT) == ["add"]
    assert names("IN_HAND", rules.RESPONSIBLE) == ["answer"]
    assert names("DONE", *rules.DUTY_LABELS) == []
    assert names("RECEIVED") == []


def test_a_refusal_names_whose_step_it_is() -> None:
    move = Move("x", "办", "done", ("A",), "B", frozenset({rules.OFFICE, rules.SYSTEM}))
    assert rules.MoveNotYours(move).message == "“办”由营商办、系统办理，您的岗位不能操作。"
