"""Trade bodies: registered by a department, they publish pledges and self-checks once it has read them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from yishang.contexts.public_supervision import queries, rules
from yishang.contexts.public_supervision.models import Association, Pledge, SelfCheck
from yishang.contexts.public_supervision.services.claiming import need_reason
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import ANSWERING, Actor
from yishang.kernel.journal import services as journal
from yishang.kernel.parties import queries as parties

Paper = Pledge | SelfCheck


@transaction.atomic
def register_association(
    *, actor: Actor, uscc: str, field: str, representative: str, items: str, at: datetime, is_demo: bool = False
) -> Association:
    """Register a social organisation that has an account of its own, with the list for its members' self-checks.

    Raises NotFound for a post without a unit, InvalidInput (uscc, field, representative, items).
    """
    if actor.unit_id is None or actor.role not in ANSWERING:
        raise rules.NotFound("您的单位")
    entity, lines = parties.entity_by_uscc(uscc), rules.items_in(items)
    faults = {
        "field": "" if field in rules.FIELDS else "请选择领域。",
        "representative": "" if representative.strip() else "请填写代表姓名。",
        "items": rules.items_fault(lines),
        "uscc": _entity_fault(entity, at),
    }
    if faults := {name: fault for name, fault in faults.items() if fault}:
        raise InvalidInput(faults)
    assert entity is not None
    made = Association.objects.create(
        entity=entity, field=field, unit_id=actor.unit_id, representative=representative.strip(), items=lines,
        registered_at=at, is_demo=is_demo,
    )  # fmt: skip
    _tell(actor, made, "registered", at, {"name": entity.name, "items": len(lines)})
    return made


def _entity_fault(entity: Any, at: datetime) -> str:
    if entity is None:
        return "市场主体库里没有这个代码，请先登记。"
    if Association.objects.filter(entity=entity).exists():
        return "这家协会已经登记过。"
    has_account = bool(directory.accounts_of_entity(entity.pk, on=localdate(at)))
    return "" if has_account else "这家协会还没有账号，请系统管理员先为代表开通。"


@transaction.atomic
def submit_pledge(*, actor: Actor, title: str, text: str, at: datetime) -> Pledge:
    """A new version of the body's pledge, for the department to read. Raises NotFound, InvalidInput (title, text)."""
    body = queries.own_association(actor)
    faults = {
        "title": "" if 4 <= len(title.strip()) <= 60 else "标题请写 4 到 60 个字。",
        "text": "" if 20 <= len(text.strip()) <= 5000 else "内容请写 20 到 5000 个字。",
    }
    if faults := {name: fault for name, fault in faults.items() if fault}:
        raise InvalidInput(faults)
    version = queries.next_version(body)
    made = Pledge.objects.create(
        association=body, version=version, title=title.strip(), text=text.strip(), state=rules.SUBMITTED,
        submitted_by_name=actor.name, submitted_at=at,
    )  # fmt: skip
    _tell(actor, body, "pledge_submitted", at, {"version": version})
    return made


@transaction.atomic
def submit_check(
    *, actor: Actor, uscc: str, answers: Mapping[int, str], checked_on: date | None, note: str, at: datetime
) -> SelfCheck:
    """What a member says of itself, item by item. Raises NotFound, InvalidInput (uscc, answers, checked_on)."""
    body, entity = queries.own_association(actor), parties.entity_by_uscc(uscc)
    faults = rules.check_faults(answers, items=len(body.items), checked_on=checked_on, today=localdate(at))
    if entity is None:
        faults["uscc"] = "市场主体库里没有这个代码。"
    if faults or entity is None or checked_on is None:
        raise InvalidInput(faults)
    try:
        with transaction.atomic():
            made = SelfCheck.objects.create(
                association=body, entity=entity, items=body.items, note=note.strip()[:300], checked_on=checked_on,
                answers=[answers[place] for place in range(len(body.items))], state=rules.SUBMITTED,
                submitted_by_name=actor.name, submitted_at=at,
            )  # fmt: skip
    except IntegrityError:
        raise InvalidInput({"checked_on": "这家会员这一天的自查已经交过。"}) from None
    _tell(actor, body, "check_submitted", at, {"uscc": made.entity.uscc, "on": made.checked_on.isoformat()})
    return made


@transaction.atomic
def release_paper(*, actor: Actor, kind: str, key: int, at: datetime) -> Paper:
    """The department lets a pledge or self-check out: everybody reads it from now on. Raises NotFound."""
    paper = queries.waiting_paper(actor, kind, key)
    paper.state, paper.published_at = rules.PUBLISHED, at
    paper.save(update_fields=["state", "published_at"])
    _tell(actor, paper.association, f"{kind}_published", at, {"key": paper.pk})
    return paper


@transaction.atomic
def return_paper(*, actor: Actor, kind: str, key: int, reason: str, at: datetime) -> Paper:
    """The department gives it back with a reason. Raises NotFound, InvalidInput (reason)."""
    paper = queries.waiting_paper(actor, kind, key)
    paper.state, paper.reason = rules.RETURNED, need_reason(text=reason)
    paper.save(update_fields=["state", "reason"])
    _tell(actor, paper.association, f"{kind}_returned", at, {"key": paper.pk, "note": paper.reason})
    return paper


def _tell(actor: Actor, body: Association, what: str, at: datetime, data: dict[str, Any]) -> None:
    verb, subject = f"public_supervision.association.{what}", f"association:{body.pk}"
    journal.record(actor=actor, verb=verb, subject=subject, at=at, data=data)
