"""双告知, 预警 and 联合惩戒 as tables of moves (handbook 2.7)."""

from yishang.contexts.credit.rules.terms import (
    ARBITRATE,
    CHECK,
    CLAIM,
    OVERSEERS,
    PUSH_KIND,
    RECEIVE,
    SANCTION_KIND,
    WARNING_KIND,
)
from yishang.kernel.cases.rules import LEAD, RESPONSIBLE, SYSTEM, Move, State, Workflow

BY_UNIT, BY_LEAD, BY_TIME = frozenset({RESPONSIBLE}), frozenset({LEAD}), frozenset({SYSTEM})

PUSH = Workflow(
    kind=PUSH_KIND,
    title="双告知推送",
    version=1,
    start="WAITING",
    own="credit_push",
    overseen_by=OVERSEERS,
    closed_to_keys=True,
    states=(
        State("WAITING", "待认领", "orange"),
        State("RETURNED", "退回，待裁定", "red"),
        State("CLAIMED", "已认领", "blue"),
        State("FOLLOWED", "已反馈", "green", ended=True),
    ),
    moves=(
        Move("claim_push", "认领", "claimed", ("WAITING",), "CLAIMED", BY_UNIT, stops=(CLAIM,), starts=(CHECK,)),
        Move(
            "return_push", "退回（不属本部门）", "returned", ("WAITING",), "RETURNED", BY_UNIT,
            stops=(CLAIM,), starts=(ARBITRATE,),
        ),
        Move(
            "assign_push", "裁定归属", "assigned", ("WAITING", "RETURNED"), "WAITING", BY_LEAD,
            stops=(CLAIM, ARBITRATE), starts=(CLAIM,),
        ),
        Move("answer_push", "反馈", "answered", ("CLAIMED",), "FOLLOWED", BY_UNIT, stops=(CHECK,)),
    ),
)  # fmt: skip

WARNING = Workflow(
    kind=WARNING_KIND,
    title="监管预警",
    version=1,
    start="PUSHED",
    own="credit_warning",
    overseen_by=OVERSEERS,
    closed_to_keys=True,
    states=(
        State("PUSHED", "待签收", "orange"),
        State("CHECKING", "核查中", "blue"),
        State("ANSWERED", "已反馈", "green", ended=True),
        State("LIFTED", "已解除", "secondary", ended=True),
    ),
    moves=(
        Move(
            "receive_warning", "签收", "received", ("PUSHED",), "CHECKING", BY_UNIT, stops=(RECEIVE,), starts=(CHECK,)
        ),
        Move("answer_warning", "反馈核查结果", "answered", ("CHECKING",), "ANSWERED", BY_UNIT, stops=(CHECK,)),
        Move(
            "assign_warning", "改派", "assigned", ("PUSHED",), None, BY_LEAD, stops=(RECEIVE,), starts=(RECEIVE,)
        ),
        Move("lift_warning", "解除", "lifted", ("PUSHED", "CHECKING"), "LIFTED", BY_TIME, stops=(RECEIVE, CHECK)),
    ),
)  # fmt: skip

SANCTION = Workflow(
    kind=SANCTION_KIND,
    title="联合惩戒",
    version=1,
    start="ORDERED",
    own="credit_sanction",
    overseen_by=OVERSEERS,
    closed_to_keys=True,
    states=(
        State("ORDERED", "已下达，待回执", "orange"),
        State("IN_FORCE", "执行中", "blue"),
        State("RELEASING", "已下达解除，待回执", "red"),
        State("RELEASED", "已解除", "green", ended=True),
    ),
    moves=(
        Move("confirm_sanction", "回执：已执行", "confirmed", ("ORDERED",), "IN_FORCE", BY_UNIT, stops=(RECEIVE,)),
        Move("report_sanction", "反馈执行情况", "reported", ("IN_FORCE",), None, BY_UNIT),
        Move(
            "release_sanction", "下达解除", "release_ordered", ("ORDERED", "IN_FORCE"), "RELEASING", BY_TIME,
            stops=(RECEIVE,),
        ),
        Move("confirm_release", "回执：已解除", "released", ("RELEASING",), "RELEASED", BY_UNIT),
    ),
)  # fmt: skip
