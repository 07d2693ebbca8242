"""责令改正: what has to be put right by when, the company's evidence, and looking again (整改—复查)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from yishang.contexts.random_inspection.models import Correction, Inspection
from yishang.contexts.random_inspection.queries import onsite as queries
from yishang.contexts.random_inspection.rules import onsite
from yishang.contexts.random_inspection.services.onsite.claiming import claim, member_of
from yishang.contexts.random_inspection.services.onsite.dates import stated
from yishang.contexts.random_inspection.services.onsite.public import keep_public_row
from yishang.kernel.cases import services as cases
from yishang.kernel.clocks import queries as clock_queries
from yishang.kernel.clocks import services as clocks
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import SYSTEM_ACTOR, Actor, Role
from yishang.kernel.evidence import services as evidence

TEXT_LONGEST = 1000
PICTURES_MOST = 9


def check_order(*, order: str, days: int | None) -> None:
    """Whether an order says what has to be done by when. Raises InvalidInput (order, order_days)."""
    faults = {}
    if not 0 < len(order.strip()) <= TEXT_LONGEST:
        faults["order"] = f"请写明责令改正的内容，最多 {TEXT_LONGEST} 个字。"
    if days is None or days not in onsite.ORDER_DAYS:
        faults["order_days"] = f"改正期限应为 {onsite.ORDER_DAYS[0]} 到 {onsite.ORDER_DAYS[-1]} 个工作日。"
    if faults:
        raise InvalidInput(faults)


@transaction.atomic
def order_correction(
    *, actor: Actor, number: str, order: str, order_days: int | None, at: datetime, version: int | None = None
) -> Inspection:
    """Order the company to put something right. Raises StillOpen while another order stands, InvalidInput (order,
    order_days), and what cases.claim raises.
    """
    check_order(order=order, days=order_days)
    return place_order(actor=actor, number=number, content=order, days=order_days or 0, at=at, version=version)


def place_order(
    *, actor: Actor, number: str, content: str, days: int, at: datetime, version: int | None = None
) -> Inspection:
    """The same inside another step's transaction, once the order has been checked."""
    claimed, inspection = claim(actor=actor, number=number, move="order_correction", at=at, version=version)
    if actor.role == Role.ENF:
        member_of(actor=actor, inspection=inspection)
    if queries.open_order(inspection):
        raise onsite.StillOpen("还有一份责令改正没有复查。", next_step="请先复查，或给它延期。")
    cases.move(
        claim=claimed, at=at, data={"note": content.strip(), "days": days}, clocks_to_start={"correct": 2 * days}
    )
    due = next(one.due_at for one in clock_queries.running_clocks(number) if one.code == "correct")
    Correction.objects.create(
        inspection=inspection, content=content.strip(), days=days, ordered_at=at, ordered_by_name=actor.name, due_at=due
    )
    return inspection


@transaction.atomic
def extend_correction(
    *, actor: Actor, number: str, days: int | None, reason: str, at: datetime, version: int | None = None
) -> Inspection:
    """Give the company more time, once for each order. Raises NoOpenOrder, InvalidInput, and as cases.claim raises."""
    claimed, inspection = claim(actor=actor, number=number, move="extend_correction", at=at, version=version)
    order = _open_order(inspection)
    if days is None or days not in onsite.EXTENSION_DAYS:
        raise InvalidInput({"days": f"延期应为 {onsite.EXTENSION_DAYS[0]} 到 {onsite.EXTENSION_DAYS[-1]} 个工作日。"})
    told = stated(reason=reason)
    clock = next((one for one in clock_queries.running_clocks(number) if one.code == "correct"), None)
    if clock is None or clock.extended_half_days:
        raise onsite.NoOpenOrder("这份责令改正已经延期过，或已经复查。", next_step="请复查后另行处理。")
    clocks.extend_clock(actor=actor, subject=number, code="correct", half_days=2 * days, at=at, reason=told)
    order.due_at = next(one.due_at for one in clock_queries.running_clocks(number) if one.code == "correct")
    order.expired_at = None
    order.save(update_fields=["due_at", "expired_at"])
    cases.move(claim=claimed, at=at, data={"note": told, "days": days})
    cases.refresh_clock(case=claimed.case)
    return inspection


@transaction.atomic
def hand_in_correction(
    *,
    actor: Actor,
    number: str,
    answer: str,
    at: datetime,
    picture_ids: Sequence[int] = (),
    version: int | None = None,
) -> Inspection:
    """The company says what it has put right, with pictures. Late it is taken too: what is late stays late.

    Raises NoOpenOrder, InvalidInput (answer, images), and what cases.claim raises.
    """
    claimed, inspection = claim(actor=actor, number=number, move="hand_in_correction", at=at, version=version)
    order = _open_order(inspection)
    if not 0 < len(answer.strip()) <= TEXT_LONGEST:
        raise InvalidInput({"answer": f"请写明怎样改正的，最多 {TEXT_LONGEST} 个字。"})
    attached = evidence.attach(actor=actor, picture_ids=list(picture_ids), subject=number, limit=PICTURES_MOST)
    order.state, order.answer, order.answered_at = "HANDED_IN", answer.strip(), at
    order.pictures = [one.pk for one in attached]
    order.save(update_fields=["state", "answer", "answered_at", "pictures"])
    data = {"note": order.answer, "digests": evidence.digests(pictures=attached)}
    cases.move(claim=claimed, at=at, data=data)
    return inspection


@transaction.atomic
def expire_order(*, number: str, at: datetime) -> Inspection:
    """The day of an order has passed without an answer: a fact that the credit process hears. Once for each order.

    Raises NoOpenOrder, and what cases.claim raises.
    """
    claimed, inspection = claim(actor=SYSTEM_ACTOR, number=number, move="expire_order", at=at, version=None)
    order = _open_order(inspection)
    if order.state != "OPEN" or order.expired_at or order.due_at >= at:
        raise onsite.NoOpenOrder("没有逾期未答复的责令改正。")
    order.expired_at = at
    order.save(update_fields=["expired_at"])
    data = {"uscc": inspection.entity.uscc, "results": inspection.results, "note": order.content}
    cases.move(claim=claimed, at=at, data=data)
    return inspection


@transaction.atomic
def reinspect_company(
    *,
    actor: Actor,
    number: str,
    passed: bool,
    words: str,
    at: datetime,
    order: str = "",
    order_days: int | None = None,
    version: int | None = None,
) -> Inspection:
    """Look again. Passed ends the order; not passed needs another order with its own day.

    Raises NoOpenOrder, NotOnTheTeam, InvalidInput (words, order, order_days), and what cases.claim raises.
    """
    claimed, inspection = claim(actor=actor, number=number, move="reinspect_company", at=at, version=version)
    member_of(actor=actor, inspection=inspection)
    found = _open_order(inspection)
    told = stated(reason=words, field="words")
    if not passed:
        check_order(order=order, days=order_days)
    found.state, found.checked_at = ("PASSED" if passed else "FAILED"), at
    found.checked_by_name, found.checked_words = actor.name, told
    found.save(update_fields=["state", "checked_at", "checked_by_name", "checked_words"])
    cases.move(claim=claimed, at=at, data={"passed": passed, "note": told})
    if not passed:
        return place_order(actor=actor, number=number, content=order, days=order_days or 0, at=at)
    keep_public_row(actor=actor, inspection=inspection, reason="复查结果", at=at)
    if inspection.case.state == "PUBLICIZED":
        settle(inspection=inspection, at=at)
    return inspection


@transaction.atomic
def follow_up(*, actor: Actor, number: str, words: str, at: datetime, version: int | None = None) -> Inspection:
    """What became of a problem that was left pending (立案、移送及其结果): said in public too.

    Raises StillOpen while an order stands, InvalidInput (words), and what cases.claim raises.
    """
    claimed, inspection = claim(actor=actor, number=number, move="follow_up", at=at, version=version)
    if queries.open_order(inspection):
        raise onsite.StillOpen("还有责令改正没有复查。", next_step="请先由检查人员复查。")
    told = stated(reason=words, field="words")
    inspection.measures = f"{inspection.measures}\n后续处置：{told}".strip()[:1000]
    inspection.save(update_fields=["measures"])
    cases.move(claim=claimed, at=at, data={"note": told})
    keep_public_row(actor=actor, inspection=inspection, reason="后续处置结果", at=at)
    return inspection


def settle(*, inspection: Inspection, at: datetime) -> None:
    """Once published: what was ordered and found in order again is followed up by itself; pending matters are not."""
    if not onsite.needs_order(inspection.results) or onsite.PENDING in inspection.results:
        return
    if queries.open_order(inspection) or not queries.standing_orders(inspection):
        return
    claimed, _ = claim(actor=SYSTEM_ACTOR, number=inspection.case.number, move="follow_up", at=at, version=None)
    cases.move(claim=claimed, at=at, data={"note": "责令改正的已全部复查合格。"})


def _open_order(inspection: Inspection) -> Correction:
    found = queries.open_order(inspection)
    if found is None:
        raise onsite.NoOpenOrder("没有等待整改的责令改正。", next_step="请刷新后查看。")
    return found
