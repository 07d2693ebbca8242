"""The life of a few appeals, step by step, so that every move of the table is made once through the API."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Step:
    """A move with what is filled in, and on which day it is made; made more than once, the last one counts."""

    move: str
    values: Values = field(default_factory=dict)
    day: int = 0  # from Monday the 9th


EARLIER = "the number of the matter before"
WHY = {"reason": "外线路由须另行协调，附说明。"}
NOTE = {"note": "现场踏勘，路由方案一已报批。"}
UNIT, OTHER_UNIT, COUNTY_OFFICE = {"unit": "610400-GD"}, {"unit": "610402-ZJ"}, {"unit": "610402-YSB"}
TRIAGE = Step("triage_appeal", {"category": "03", "star": 3, "line": "DISPATCH", "route": "GENERAL"})
DISPATCH, ACCEPT, PROGRESS = Step("dispatch_appeal", UNIT), Step("accept_appeal"), Step("note_progress", NOTE)
CLOSE = Step("close_appeal", {"result_type": "SOLVED", "result_text": "专线已送电，设备可以调试。"})
TO_HANDLING = (TRIAGE, DISPATCH, ACCEPT, PROGRESS)
REVIEW = {**WHY, "review_on": "2020-01-15"}
LATER_REVIEW = {**WHY, "review_on": "2020-02-20"}
MEETING = {
    "kind": "JOINT", "title": "专线外线路由协调", "held_on": "2019-12-09", "convener": "杨萍",
    "units": ["610400-GD", "610402-ZJ"], "minutes": "会上逐项核对了路由方案。", "conclusion": "外线走人民路。",
    "decisions": [
        {"unit": "610402-ZJ", "task": "办理占道开挖许可", "due_on": "2019-12-20"},
        {"unit": "610402-ZR", "task": "核对用地红线", "due_on": "2019-12-20"},
    ],
}  # fmt: skip

REPORT = Step("report_task", {"result": "许可已发。"})
TASKS = (
    Step("note_task", NOTE),
    REPORT,
    Step("return_task", WHY),
    REPORT,
    Step("clear_task"),
    Step("cancel_task", WHY),
)

LIVES: tuple[tuple[Step, ...], ...] = (
    (
        *TO_HANDLING,
        Step("urge_appeal", NOTE),
        Step("supplement_appeal", NOTE),
        Step("supervise_appeal", NOTE),
        Step("note_internally", NOTE),
        Step("add_co_unit", OTHER_UNIT),
        Step("note_assistance", NOTE),
        Step("release_co_unit", {**OTHER_UNIT, **WHY}),
        Step("request_extension", {"days": 2, **WHY}),
        Step("grant_extension", WHY),
        CLOSE,
        Step("rate_appeal", {"star": 5}),
        Step("call_back_appeal", {"outcome": "SATISFIED"}),
        Step("archive_appeal"),
    ),
    (TRIAGE, Step("undo_triage"), Step("reject_appeal", WHY)),
    (TRIAGE, DISPATCH, Step("recall_dispatch", NOTE), Step("withdraw_appeal", WHY)),
    (
        TRIAGE,
        DISPATCH,
        Step("request_return", WHY),
        Step("refuse_return", WHY),
        Step("request_return", WHY),
        Step("arbitrate_return", {**OTHER_UNIT, **WHY}),
    ),
    (TRIAGE, DISPATCH, Step("request_return", WHY), Step("grant_return", WHY)),
    (
        Step("triage_appeal", {**TRIAGE.values, "line": "COUNTY"}),
        Step("dispatch_appeal", COUNTY_OFFICE),
        Step("switch_line", {**UNIT, **WHY}),
    ),
    (Step("merge_appeal", {"into": EARLIER}),),
    (
        *TO_HANDLING,
        Step("request_extension", {"days": 2, **WHY}),
        Step("refuse_extension", WHY),
        Step("request_escalation", {"route": "INDIVIDUAL", **WHY}),
        Step("refuse_escalation", WHY),
        Step("escalate_appeal", {"route": "INDIVIDUAL", **WHY}),
        Step("deescalate_appeal", WHY),
        Step("escalate_appeal", {"route": "INDIVIDUAL", **WHY}),
        Step("record_meeting", MEETING),
        *TASKS,
        Step("request_shelving", REVIEW),
        Step("refuse_shelving", WHY),
        Step("shelve_appeal", REVIEW),
        Step("extend_shelving", LATER_REVIEW),
        Step("resume_appeal", WHY),
        CLOSE,
        Step("rate_appeal", {"star": 3}),
        Step("call_back_appeal", {"outcome": "DISSATISFIED"}),
        Step("reopen_appeal", WHY),
    ),
    (
        *TO_HANDLING,
        CLOSE,
        Step("note_missed_call", day=16),
        Step("note_missed_call", day=17),
        Step("note_missed_call", day=18),
    ),
)
NOT_BY_THEMSELVES = frozenset({"archive_unreached", "transfer_appeal"})  # made by the third missed call; wants a line
