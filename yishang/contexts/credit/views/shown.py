"""How matters of each kind are told on a page: facts in pairs, the course, the words after a move."""

from collections.abc import Callable
from typing import Any

from django.utils.timezone import localtime

from yishang.contexts.credit import queries, rules
from yishang.kernel.cases.views.shown import moment_text, picture_of

Pairs = list[tuple[str, Any]]
RISKY = frozenset(
    {"return_push", "dismiss_suspicion", "reject_removal", "revoke_listing", "refuse_consent", "drop_serious",
     "reject_early", "revoke_serious", "refuse_repair"}
)  # fmt: skip
FIRST = (
    "claim_push", "answer_push", "receive_warning", "answer_warning", "confirm_sanction", "confirm_release",
    "give_notice", "list_company", "check_removal", "remove_company", "notify_serious", "ask_consent", "grant_consent",
    "list_serious", "remove_serious", "grant_repair", "state_defence", "defend_serious", "apply_removal", "apply_early",
    "assign_push",
)  # fmt: skip
DONE = {
    "claim_push": "已认领，请在期限内反馈首次监管安排。",
    "return_push": "已退回，由双随机牵头部门裁定。",
    "assign_push": "已裁定，对方会收到消息，不能再退。",
    "answer_push": "已反馈。",
    "receive_warning": "已签收，请核查。",
    "assign_warning": "已改派。",
    "answer_warning": "已反馈核查结果。",
    "confirm_sanction": "已回执。",
    "report_sanction": "执行情况已记录。",
    "confirm_release": "已回执解除。",
    "note_letter": "信函已登记。",
    "give_notice": "已告知当事人，可以陈述申辩；期满由另一位同志审核决定。",
    "dismiss_suspicion": "已记明不予列入。",
    "state_defence": "意见已收到，会写进案卷。",
    "list_company": "已列入，决定书已编号并公示。",
    "apply_removal": "申请已收到，5 个工作日内核实决定。",
    "check_removal": "核实情况已记录，请另一位同志决定。",
    "remove_company": "已移出，公示和惩戒措施同时停止。",
    "reject_removal": "已告知不予移出的原因。",
    "revoke_listing": "已撤销列入，公示和惩戒措施同时停止。",
    "notify_serious": "已告知当事人。",
    "defend_serious": "意见已收到，会写进案卷。",
    "ask_consent": "已报上一级。",
    "grant_consent": "已同意。",
    "refuse_consent": "已答复不同意。",
    "list_serious": "已列入，决定书已编号并公示。",
    "drop_serious": "已记明不予列入。",
    "apply_early": "申请已收到。",
    "remove_serious": "已提前移出，公示和惩戒措施同时停止。",
    "reject_early": "已告知不予提前移出的原因。",
    "revoke_serious": "已撤销列入，公示和惩戒措施同时停止。",
    "grant_repair": "已修复，公示、共享和使用同时停止。",
    "refuse_repair": "已告知不予修复的原因。",
    "suspect": "已登记疑似线索，没有列入。",
    "propose": "已提出，请告知当事人。",
    "apply_repair": "修复申请已收到。",
    "hint": "内部提示已登记，不限制任何主体。",
    "publish": "已公示。",
    "certificate": "证明已开具。",
}


def pairs_of(found: queries.Detail) -> Pairs:
    """What is to be known of a matter, in pairs of term and value."""
    return [
        ("主体", found.own.entity.name),
        ("信用代码", found.own.entity.uscc),
        *PAIRS[found.workflow.kind](found.own),
    ]


def entries_of(found: queries.Detail) -> list[dict[str, Any]]:
    """The course of a matter, the latest first."""
    labels = {"opened": "开件", **{move.fact: move.label for move in found.workflow.moves}}
    return [
        {
            "title": labels.get(fact.verb.rpartition(".")[2], fact.verb),
            "at": fact.at,
            "meta": f"{fact.unit_name} {fact.actor_name}".strip(),
            "body": " ".join(
                str(fact.data[name]) for name in ("note", "rightful", "unit", "paper") if fact.data.get(name)
            ),
        }
        for fact in reversed(found.facts)
    ]


def thumbnails_of(found: queries.Detail) -> list[dict[str, str]]:
    """The pictures of a matter as the timeline's thumbnails show them."""
    return [picture_of(one, "证据照片") for one in found.pictures]


def _push(own: Any) -> Pairs:
    needs = "；".join(f"{one['licence']}（{one['basis']}，命中“{one['hit']}”）" for one in own.licences)
    return [
        ("涉及许可", needs),
        ("登记", f"{own.registration.registered_on:%Y-%m-%d} {own.registration.source} {own.registration.number}"),
        ("经营范围", own.registration.scope),
        ("书面承诺", own.registration.committed_on or "没有收到"),
        ("退回时指明", own.rightful),
        ("反馈", own.answer),
    ]


def _warning(own: Any) -> Pairs:
    return [
        ("规则", own.get_rule_display()),
        ("情况", own.words),
        ("核查结果", own.get_finding_display() if own.finding else ""),
        ("反馈", own.answer),
    ]


def _listing(own: Any) -> Pairs:
    letters = "；".join(
        f"{one.sent_on:%Y-%m-%d} {one.tracking} {one.get_outcome_display()}" for one in own.letters.all()
    )
    known = queries.reason(own.reason, on=own.established_on or localtime(own.case.opened_at).date())
    return [
        ("名录", rules.list_name(own.entity.uscc)),
        ("原因", f"{known.name}（{known.basis}）{'待核' if known.mark == '疑' else ''}" if known else own.reason),
        ("移出条件", known.remove_when if known else ""),
        ("线索来源", own.source),
        ("专用信函", letters),
        ("查明事实", own.found),
        ("查实之日", own.established_on),
        ("申辩期满", moment_text(own.defend_until)),
        ("陈述申辩", own.defence),
        ("拟办人", own.drafted_by_name),
        ("列入日期", own.listed_on),
        ("移出理由", own.removal_ground),
        ("核实情况", f"{own.removal_check}（{own.checked_by_name}）" if own.removal_check else ""),
        ("移出日期", own.removed_on),
    ]


def _serious(own: Any) -> Pairs:
    return [
        ("违法领域", rules.DOMAINS[own.domain]),
        ("处罚决定书", own.penalty_document),
        *((label, own.requirements.get(code, "")) for code, label in rules.REQUIREMENTS.items()),
        ("管理措施", "、".join(own.measures)),
        ("申辩期满", moment_text(own.defend_until)),
        ("陈述申辩", own.defence),
        ("拟办人", own.drafted_by_name),
        ("列入日期", own.listed_on),
        ("届满日期", own.ends_on),
        ("提前移出理由", own.early_ground),
        ("移出日期", own.removed_on),
    ]


def _sanction(own: Any) -> Pairs:
    return [
        ("措施", f"{own.measure.code} {own.measure.name}"),
        ("效果", own.measure.effect),
        ("依据", f"{own.measure.basis}（{own.measure.catalog}）{'待核' if own.measure.mark == '疑' else ''}"),
        ("所依名单", f"{own.measure.list.name} {own.matter}"),
        ("起", own.starts_on),
        ("止", own.ends_on or "移出之日"),
        ("执行反馈", own.feedback),
        ("解除回执期限", moment_text(own.release_due_at)),
        ("解除回执", moment_text(own.released_at)),
    ]


def _repair(own: Any) -> Pairs:
    record = own.record
    return [
        ("信息", f"{record.get_kind_display()} {record.document} {record.title}"),
        ("失信程度", record.get_grade_display()),
        ("作出机关", record.organ),
        ("决定日期", record.decided_on),
        ("来源", f"{record.source}，{moment_text(record.received_at)} 收到"),
        ("理由", own.ground),
        ("决定", own.decision),
    ]


PAIRS: dict[str, Callable[[Any], Pairs]] = {
    rules.PUSH.kind: _push,
    rules.WARNING.kind: _warning,
    rules.LISTING.kind: _listing,
    rules.SERIOUS_LIST.kind: _serious,
    rules.SANCTION.kind: _sanction,
    rules.CREDIT_REPAIR.kind: _repair,
}
