"""走访: the table of states and moves (handbook 1.3).

The last three ends are ours: two planned visits of one company become one, the office takes a plan back, or a period
passes without the visit.
"""

from yishang.contexts.visits.rules.terms import KIND
from yishang.kernel.cases.rules import APPLICANT, OFFICE, SPONSOR, SYSTEM, Move, State, Workflow

BY_VISITOR = frozenset({SPONSOR})
BY_OFFICE = frozenset({OFFICE})
BY_COMPANY = frozenset({APPLICANT})
BY_TIME = frozenset({SYSTEM})

VISIT = Workflow(
    kind=KIND,
    title="走访",
    version=1,
    start="PLANNED",
    own="visit",
    filed_by="visit__visitor_id",
    seen_by="visit__visitor_id",
    closed_to_keys=True,
    states=(
        State("PLANNED", "待走访", "azure"),
        State("CHECKED_IN", "走访中", "blue"),
        State("CHECKED_OUT", "已签退，待提交", "blue"),
        State("SUBMITTED", "已提交，待核验", "blue"),
        State("VERIFIED", "核验相符", "teal"),
        State("ABNORMAL", "异常，待认定", "orange"),
        State("CONFIRMED", "已认可", "green", ended=True),
        State("INVALID", "无效", "secondary", ended=True),
        State("MERGED", "已合并", "secondary", ended=True),
        State("CANCELLED", "已取消", "secondary", ended=True),
        State("LAPSED", "逾期未访", "red", ended=True),
    ),
    moves=(
        Move("check_in_visit", "签到", "checked_in", ("PLANNED",), "CHECKED_IN", BY_VISITOR),
        Move("check_out_visit", "签退", "checked_out", ("CHECKED_IN",), "CHECKED_OUT", BY_VISITOR),
        Move("submit_visit", "提交走访记录", "submitted", ("CHECKED_OUT",), "SUBMITTED", BY_VISITOR),
        Move("verify_visit", "核验相符", "verified", ("SUBMITTED",), "VERIFIED", BY_TIME),
        Move("flag_visit", "标为异常", "flagged", ("SUBMITTED", "VERIFIED"), "ABNORMAL", BY_TIME, starts=("decide",)),
        Move("confirm_visit", "确认来过", "confirmed", ("VERIFIED",), "CONFIRMED", BY_COMPANY),
        Move("vouch_visit", "说明来过", "vouched", ("ABNORMAL",), None, BY_COMPANY),
        Move("dispute_visit", "没有来过", "disputed", ("VERIFIED",), "ABNORMAL", BY_COMPANY, starts=("decide",)),
        Move(
            "report_visit",
            "联络员填报",
            "reported",
            ("PLANNED", "CHECKED_IN", "CHECKED_OUT", "SUBMITTED", "VERIFIED", "ABNORMAL"),
            None,
            BY_VISITOR,
        ),
        Move(
            "uphold_visit", "认可", "upheld", ("ABNORMAL",), "CONFIRMED", BY_OFFICE, stops=("decide",), impartial=True
        ),
        Move(
            "void_visit", "认定无效", "voided", ("ABNORMAL",), "INVALID", BY_OFFICE, stops=("decide",), impartial=True
        ),
        Move("reschedule_visit", "改期", "rescheduled", ("PLANNED",), None, frozenset({SPONSOR, OFFICE})),
        Move("merge_visit", "合并走访", "merged", ("PLANNED",), "MERGED", frozenset({SPONSOR, OFFICE})),
        Move("cancel_visit", "取消", "cancelled", ("PLANNED",), "CANCELLED", BY_OFFICE),
        Move("lapse_visit", "逾期未访", "lapsed", ("PLANNED",), "LAPSED", BY_TIME),
    ),
)
