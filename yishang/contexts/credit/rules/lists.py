"""The two lists and credit repair as tables of moves (handbook 2.5, 2.6).

REJECTED is no end of a listing: the party stays on the list and may apply again.
"""

from yishang.contexts.credit.rules.terms import (
    CONSENT,
    DECIDE,
    DEFEND,
    LIST,
    LISTING_KIND,
    OVERSEERS,
    REMOVE,
    REPAIR,
    REPAIR_KIND,
    SERIOUS_KIND,
    VERIFY,
)
from yishang.kernel.cases.rules import APPLICANT, LEAD, RESPONSIBLE, SYSTEM, Move, State, Workflow

BY_UNIT, BY_COMPANY = frozenset({RESPONSIBLE}), frozenset({APPLICANT})
BY_EITHER = frozenset({RESPONSIBLE, APPLICANT})
BY_LEAD, BY_TIME = frozenset({LEAD}), frozenset({SYSTEM})
ON_LIST = ("LISTED", "REMOVE_APPLIED", "REJECTED")
ON_SERIOUS = ("LISTED", "EARLY_APPLIED", "REJECTED")

LISTING = Workflow(
    kind=LISTING_KIND,
    title="经营异常名录",
    version=1,
    start="SUSPECTED",
    own="credit_listing",
    overseen_by=OVERSEERS,
    closed_to_keys=True,
    states=(
        State("SUSPECTED", "疑似，待核实", "yellow"),
        State("NOTICE", "已告知，待决定", "orange"),
        State("LISTED", "已列入", "red"),
        State("REMOVE_APPLIED", "申请移出", "blue"),
        State("REJECTED", "未予移出，仍在名录", "red"),
        State("REMOVED", "已移出", "green", ended=True),
        State("REVOKED", "列入错误，已撤销", "secondary", ended=True),
        State("DISMISSED", "不予列入", "secondary", ended=True),
    ),
    moves=(
        Move("note_letter", "登记专用信函", "letter_noted", ("SUSPECTED",), None, BY_UNIT, internal=True),
        Move(
            "give_notice", "告知当事人", "noticed", ("SUSPECTED",), "NOTICE", BY_UNIT,
            stops=(VERIFY,), starts=(DEFEND, LIST),
        ),
        Move("dismiss_suspicion", "不予列入", "dismissed", ("SUSPECTED", "NOTICE"), "DISMISSED", BY_UNIT,
             stops=(VERIFY, DEFEND, LIST)),
        Move("state_defence", "陈述申辩", "defended", ("NOTICE",), None, BY_EITHER, stops=(DEFEND,)),
        Move("list_company", "决定列入", "listed", ("NOTICE",), "LISTED", BY_UNIT, stops=(DEFEND, LIST)),
        Move(
            "apply_removal", "申请移出", "removal_applied", ("LISTED", "REJECTED"), "REMOVE_APPLIED", BY_EITHER,
            starts=(REMOVE,),
        ),
        Move("check_removal", "核实移出条件", "removal_checked", ("REMOVE_APPLIED",), None, BY_UNIT, internal=True),
        Move(
            "remove_company", "决定移出", "removed", ("REMOVE_APPLIED",), "REMOVED", BY_UNIT, stops=(REMOVE,)
        ),
        Move("reject_removal", "不予移出", "removal_rejected", ("REMOVE_APPLIED",), "REJECTED", BY_UNIT,
             stops=(REMOVE,)),
        Move("revoke_listing", "撤销列入", "revoked", ON_LIST, "REVOKED", BY_UNIT, stops=(REMOVE,)),
        Move("remind_three_years", "三年届满提示", "three_years_near", ON_LIST, None, BY_TIME),
    ),
)  # fmt: skip

SERIOUS_LIST = Workflow(
    kind=SERIOUS_KIND,
    title="严重违法失信名单",
    version=1,
    start="PROPOSED",
    own="credit_serious",
    overseen_by=OVERSEERS,
    closed_to_keys=True,
    states=(
        State("PROPOSED", "拟列入", "yellow"),
        State("NOTICE", "已告知，听取申辩", "orange"),
        State("CONSENT", "报上一级同意", "orange"),
        State("AGREED", "上一级已同意", "orange"),
        State("LISTED", "已列入", "red"),
        State("EARLY_APPLIED", "申请提前移出", "blue"),
        State("REJECTED", "未予提前移出", "red"),
        State("REMOVED", "已提前移出", "green", ended=True),
        State("EXPIRED", "期满移出", "green", ended=True),
        State("REVOKED", "列入错误，已撤销", "secondary", ended=True),
        State("DROPPED", "不予列入", "secondary", ended=True),
    ),
    moves=(
        Move("notify_serious", "告知当事人", "noticed", ("PROPOSED",), "NOTICE", BY_UNIT,
             stops=(VERIFY,), starts=(DEFEND, DECIDE)),
        Move("defend_serious", "陈述申辩", "defended", ("NOTICE",), None, BY_EITHER, stops=(DEFEND,)),
        Move("ask_consent", "报上一级", "consent_asked", ("NOTICE",), "CONSENT", BY_UNIT,
             stops=(DEFEND,), starts=(CONSENT,)),
        Move("grant_consent", "同意列入", "consent_granted", ("CONSENT",), "AGREED", BY_LEAD, stops=(CONSENT,)),
        Move("refuse_consent", "不同意列入", "consent_refused", ("CONSENT",), "DROPPED", BY_LEAD,
             stops=(CONSENT, DECIDE)),
        Move("list_serious", "决定列入", "listed", ("NOTICE", "AGREED"), "LISTED", BY_UNIT, stops=(DEFEND, DECIDE)),
        Move("drop_serious", "不予列入", "dropped", ("PROPOSED", "NOTICE", "AGREED"), "DROPPED", BY_UNIT,
             stops=(VERIFY, DEFEND, DECIDE)),
        Move("apply_early", "申请提前移出", "early_applied", ("LISTED", "REJECTED"), "EARLY_APPLIED", BY_EITHER,
             starts=(REPAIR,)),
        Move("remove_serious", "准予提前移出", "removed", ("EARLY_APPLIED",), "REMOVED", BY_UNIT, stops=(REPAIR,)),
        Move("reject_early", "不予提前移出", "early_rejected", ("EARLY_APPLIED",), "REJECTED", BY_UNIT,
             stops=(REPAIR,)),
        Move("expire_serious", "期满移出", "expired", ON_SERIOUS, "EXPIRED", BY_TIME, stops=(REPAIR,)),
        Move("revoke_serious", "撤销列入", "revoked", ON_SERIOUS, "REVOKED", BY_UNIT, stops=(REPAIR,)),
    ),
)  # fmt: skip

CREDIT_REPAIR = Workflow(
    kind=REPAIR_KIND,
    title="信用修复",
    version=1,
    start="APPLIED",
    own="credit_repair",
    overseen_by=OVERSEERS,
    closed_to_keys=True,
    states=(
        State("APPLIED", "已申请，核实中", "blue"),
        State("REPAIRED", "已修复", "green", ended=True),
        State("REFUSED", "不予修复", "secondary", ended=True),
    ),
    moves=(
        Move("grant_repair", "准予修复", "repaired", ("APPLIED",), "REPAIRED", BY_UNIT, stops=(REPAIR,)),
        Move("refuse_repair", "不予修复", "refused", ("APPLIED",), "REFUSED", BY_UNIT, stops=(REPAIR,)),
    ),
)
