"""What the applicant and the window do with the whole: supply papers, withdraw, help, hand over, rate."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from yishang.contexts.bundles import rules
from yishang.contexts.bundles.models import Package
from yishang.contexts.bundles.services import settling
from yishang.contexts.bundles.services.opening import PICTURES_MOST
from yishang.kernel.cases import services as cases
from yishang.kernel.cases.services import Claim
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import ANSWERING, Actor
from yishang.kernel.documents import services as documents
from yishang.kernel.evidence import services as evidence
from yishang.kernel.ratings import services as ratings


@transaction.atomic
def supply_papers(
    *,
    actor: Actor,
    number: str,
    papers: Sequence[str],
    note: str,
    at: datetime,
    picture_ids: Sequence[int] = (),
    version: int | None = None,
) -> Package:
    """Hand in everything that was asked for, together; each department that asked looks again.

    Raises what cases.claim raises, InvalidInput (papers: something asked for is missing), what evidence.attach raises.
    """
    claim, package = _claimed(actor, number, "supply_papers", at, version)
    parts = settling.parts_of(package_id=package.pk)
    asking = [key for key, one in parts.items() if one.case.state == "ASKED"]
    wanted = {paper for key in asking for paper in parts[key].wanted}
    rows = list(package.papers.filter(key__in=wanted))
    rules.check_handed({one.key: (one.name, True) for one in rows}, papers)
    for one in rows:
        one.is_handed_in, one.changed_at, one.note = True, at, note.strip()[: rules.LINE_LONGEST]
        one.save(update_fields=["is_handed_in", "changed_at", "note"])
    if picture_ids:
        evidence.attach(actor=actor, picture_ids=picture_ids, subject=number, limit=PICTURES_MOST)
    lengths = {rules.GATHER: settling.limit(code=rules.GATHER, at=at)}
    told = {"papers": "、".join(one.name for one in rows), "note": note.strip(), "reason": "材料已补齐。"}
    cases.move(claim=claim, at=at, data=told, clocks_to_start=lengths)
    if asking:
        settling.move_parts(parts=parts, keys=asking, move="supply_part", at=at)
    settling.settle(package_id=package.pk, at=at)
    return package


@transaction.atomic
def withdraw_package(*, actor: Actor, number: str, reason: str, at: datetime, version: int | None = None) -> Package:
    """Withdraw what is not decided yet; results already granted are still handed over. Raises cases.claim's."""
    claim, package = _claimed(actor, number, "withdraw_package", at, version)
    cases.move(claim=claim, at=at, data={"note": rules.check_reason(reason)})
    parts = settling.parts_of(package_id=package.pk)
    running = [key for key, one in parts.items() if one.case.state in rules.OPEN_PART]
    settling.move_parts(parts=parts, keys=running, move="withdraw_part", at=at)
    settling.settle(package_id=package.pk, at=at)
    return package


@transaction.atomic
def assign_helper(*, actor: Actor, number: str, helper: str, at: datetime, version: int | None = None) -> Package:
    """Let somebody of the window accompany the applicant, free of charge. Raises cases.claim's, InvalidInput."""
    claim, package = _claimed(actor, number, "assign_helper", at, version)
    on_duty = {str(one) for one in directory.people_on_duty(claim.case.unit_id or 0, ANSWERING)}
    account = directory.account(int(helper)) if helper in on_duty else None
    if account is None:
        raise InvalidInput({"helper": "请从本窗口在岗的人员里选择。"})
    package.helper_id, package.helper_name = account.pk, account.name
    package.save(update_fields=["helper_id", "helper_name"])
    cases.move(claim=claim, at=at, data={"note": f"{account.name}免费帮办"})
    return package


@transaction.atomic
def hand_over(
    *, actor: Actor, number: str, receiver: str, way: str, at: datetime, version: int | None = None
) -> Package:
    """Hand all results over at once, against a receipt. Raises cases.claim's, InvalidInput (receiver, way)."""
    claim, package = _claimed(actor, number, "hand_over", at, version)
    faults = {} if 0 < len(receiver.strip()) <= 60 else {"receiver": "请填写领取人，最多 60 个字。"}
    faults |= {} if way in rules.WAYS else {"way": "请选择领取方式。"}
    if faults:
        raise InvalidInput(faults)
    package.receiver, package.way, package.handed_at = receiver.strip(), way, at
    package.receipt_number = documents.next_number(prefix="TL", region_code=claim.case.region_id, day=localdate(at))
    package.save(update_fields=["receiver", "way", "handed_at", "receipt_number"])
    told = {"receipt": package.receipt_number, "note": f"{rules.WAYS[way]}，回执 {package.receipt_number}"}
    cases.move(claim=claim, at=at, data=told)
    return package


@transaction.atomic
def rate_package(
    *,
    actor: Actor,
    number: str,
    star: int,
    at: datetime,
    reason: str = "",
    suggestion: str = "",
    version: int | None = None,
) -> Package:
    """The applicant's word about the whole. Raises what cases.claim and ratings.rate raise."""
    claim, package = _claimed(actor, number, "rate_package", at, version)
    ratings.rate(actor=actor, case_id=claim.case.pk, star=star, reason=reason, suggestion=suggestion, at=at)
    cases.move(claim=claim, at=at, data={"star": star})
    return package


def _claimed(actor: Actor, number: str, move: str, at: datetime, version: int | None) -> tuple[Claim, Package]:
    settling.lock_of_package(number=number)
    claim = cases.claim(actor=actor, workflow=rules.PACKAGE, number=number, move=move, at=at, version=version)
    return claim, claim.case.package
