"""The table of a problem that a survey brought up: 问题清单 and 销号 (handbook 1.8).

OPEN→ASSIGNED→DOING→APPLY_CLEAR→(VERIFIED→CLEARED | RETURNED); the office verifies, the company's word comes first.
"""

from yishang.contexts.policies.rules.terms import PROBLEM_KIND
from yishang.kernel.cases.rules import APPLICANT, OFFICE, RESPONSIBLE, Move, State, Workflow

ASSIGN, HANDLE, CONFIRM = "assign", "handle", "confirm"
BY_OFFICE, BY_UNIT, BY_COMPANY = frozenset({OFFICE}), frozenset({RESPONSIBLE}), frozenset({APPLICANT})

PROBLEM = Workflow(
    kind=PROBLEM_KIND,
    title="调查问题",
    version=1,
    start="OPEN",
    own="problem",
    states=(
        State("OPEN", "待交办", "orange"),
        State("ASSIGNED", "已交办", "yellow"),
        State("DOING", "办理中", "blue"),
        State("APPLY_CLEAR", "申请销号", "teal"),
        State("VERIFIED", "已核验", "cyan"),
        State("RETURNED", "退回再办", "red"),
        State("CLEARED", "已销号", "green", ended=True),
    ),
    moves=(
        Move("assign_problem", "交办", "assigned", ("OPEN",), "ASSIGNED", BY_OFFICE, stops=(ASSIGN,), starts=(HANDLE,)),
        Move(
            "recall_problem", "收回重新交办", "recalled", ("ASSIGNED",), "OPEN", BY_OFFICE,
            stops=(HANDLE,), starts=(ASSIGN,),
        ),
        Move("start_problem", "开始办理", "started", ("ASSIGNED", "RETURNED"), "DOING", BY_UNIT),
        Move("note_problem", "记录进展", "progressed", ("DOING",), None, BY_UNIT),
        Move(
            "apply_clear", "申请销号", "clearing_applied", ("DOING",), "APPLY_CLEAR", BY_UNIT,
            stops=(HANDLE,), starts=(CONFIRM,),
        ),
        Move("confirm_problem", "确认已解决", "confirmed", ("APPLY_CLEAR",), "VERIFIED", BY_COMPANY, stops=(CONFIRM,)),
        Move(
            "dispute_problem", "还没有解决", "disputed", ("APPLY_CLEAR",), "RETURNED", BY_COMPANY,
            stops=(CONFIRM,), starts=(HANDLE,),
        ),
        Move(
            "verify_problem", "核验", "verified", ("APPLY_CLEAR",), "VERIFIED", BY_OFFICE,
            stops=(CONFIRM,), impartial=True,
        ),
        Move(
            "return_problem", "退回再办", "returned", ("APPLY_CLEAR", "VERIFIED"), "RETURNED", BY_OFFICE,
            stops=(CONFIRM,), starts=(HANDLE,), impartial=True,
        ),
        Move("clear_problem", "销号", "cleared", ("VERIFIED",), "CLEARED", BY_OFFICE, impartial=True),
    ),
)  # fmt: skip
