"""What follows for the whole after a part has moved. Whoever moves a part has locked its package first, so that two
departments that decide the last two parts at once cannot both believe that the other is still at work.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime

from django.db import transaction

from yishang.contexts.bundles import rules
from yishang.contexts.bundles.models import Package, PackagePart
from yishang.contexts.bundles.services.deadlines import limit
from yishang.kernel.cases import services as cases
from yishang.kernel.clocks import queries as clocks
from yishang.kernel.directory.rules import SYSTEM_ACTOR, Actor

LOST = "前面的事项没有办成，后面的不再办理。"
SILENT = "告知期限内没有提出意见，视为受理。"
LATE = "在期限内没有补齐材料。"


def locked(*, package_id: int) -> Package:
    """A package, locked until the transaction ends, with its case as it now is."""
    Package.objects.select_for_update(of=("self",)).filter(pk=package_id).first()
    return Package.objects.select_related("case").get(pk=package_id)


def lock_of_part(*, number: str) -> None:
    """Lock the package to which the part of that number belongs; nothing for a number that is none."""
    package_id = PackagePart.objects.filter(case__number=number).values_list("package_id", flat=True).first()
    if package_id:
        locked(package_id=package_id)


def lock_of_package(*, number: str) -> None:
    """Lock the package of that number; nothing for a number that is none."""
    package_id = Package.objects.filter(case__number=number).values_list("pk", flat=True).first()
    if package_id:
        locked(package_id=package_id)


def settle(*, package_id: int, at: datetime) -> None:
    """Drop what can never begin, begin what can, ask once or go on, and end the whole when every part has ended."""
    package = Package.objects.select_related("case").get(pk=package_id)
    parts = parts_of(package_id=package_id)
    if lost := rules.to_drop(_now(parts)):
        move_parts(parts=parts, keys=lost, move="drop_part", at=at, reason=LOST)
    for key in rules.to_start(_now(parts)):
        start_part(actor=SYSTEM_ACTOR, number=parts[key].case.number, half_days=parts[key].half_days, at=at)
        parts[key].case.state = "HANDLING"
    if package.case.state == "CHECKING" and rules.is_gathered(_now(parts)) and not rules.outcome(_now(parts)):
        _answer_all(package, parts, at)
    if end := rules.outcome(_now(parts)):
        _end(package, end, at)


def ask_once(*, actor: Actor, number: str, at: datetime) -> None:
    """One notice of everything that all departments want corrected; the time to supply begins. Raises cases.claim's."""
    half_days = limit(code=rules.SUPPLY, at=at)
    _move(actor, number, "ask_once", at, "一次告知补材料，补齐前不计时。", {rules.SUPPLY: half_days})


def begin_handling(*, actor: Actor, number: str, at: datetime) -> None:
    """Every department has taken its part on. Raises what cases.claim raises."""
    _move(actor, number, "begin_handling", at, "")


def lapse_supply(*, actor: Actor, number: str, at: datetime) -> None:
    """The time to supply is over: what was asked for ends, everything else goes on. Raises what cases.claim raises."""
    _move(actor, number, "lapse_supply", at, LATE)


def start_part(*, actor: Actor, number: str, half_days: int, at: datetime) -> None:
    """An accepted part begins, its own clock with it. Raises what cases.claim raises."""
    claim = cases.claim(actor=actor, workflow=rules.PART, number=number, move="start_part", at=at)
    cases.move(claim=claim, at=at, clocks_to_start={rules.HANDLE: half_days})


def ask_part(*, actor: Actor, numbers: Collection[str], at: datetime) -> None:
    """What these parts want is in the one notice. Raises what cases.claim raises."""
    cases.move_all(actor=actor, workflow=rules.PART, numbers=numbers, move="ask_part", at=at)


def supply_part(*, actor: Actor, numbers: Collection[str], at: datetime) -> None:
    """Papers came in: these parts look at them anew. Raises what cases.claim raises."""
    lengths = {rules.GATHER: limit(code=rules.GATHER, at=at)}
    cases.move_all(
        actor=actor, workflow=rules.PART, numbers=numbers, move="supply_part", at=at, clocks_to_start=lengths
    )


def deem_accepted(*, actor: Actor, numbers: Collection[str], at: datetime) -> None:
    """Who said nothing in time has accepted. Raises what cases.claim raises."""
    told = {"note": SILENT}
    cases.move_all(actor=actor, workflow=rules.PART, numbers=numbers, move="deem_accepted", at=at, data=told)


def drop_part(*, actor: Actor, numbers: Collection[str], reason: str, at: datetime) -> None:
    """These parts are not carried out. Raises what cases.claim raises."""
    cases.move_all(
        actor=actor, workflow=rules.PART, numbers=numbers, move="drop_part", at=at, data={"note": reason},
        changes={"closed_at": at},
    )  # fmt: skip


def withdraw_part(*, actor: Actor, numbers: Collection[str], at: datetime) -> None:
    """These parts end with the whole. Raises what cases.claim raises."""
    cases.move_all(
        actor=actor, workflow=rules.PART, numbers=numbers, move="withdraw_part", at=at, changes={"closed_at": at}
    )


def finish_package(*, actor: Actor, number: str, at: datetime) -> None:
    """Every part is granted; the results wait to be handed over. Raises what cases.claim raises."""
    _move(actor, number, "finish_package", at, "", {rules.COLLECT: limit(code=rules.COLLECT, at=at)}, at)


def finish_partly(*, actor: Actor, number: str, at: datetime) -> None:
    """Some parts are granted, none is open. Raises what cases.claim raises."""
    _move(actor, number, "finish_partly", at, "", {rules.COLLECT: limit(code=rules.COLLECT, at=at)}, at)


def fail_package(*, actor: Actor, number: str, at: datetime) -> None:
    """No part is granted, none is open. Raises what cases.claim raises."""
    _move(actor, number, "fail_package", at, "", None, at)


def close_withdrawn(*, actor: Actor, number: str, at: datetime) -> None:
    """Withdrawn before anything was granted. Raises what cases.claim raises."""
    _move(actor, number, "close_withdrawn", at, "", None, at)


ENDS: Mapping[str, Callable[..., None]] = {
    "finish_package": finish_package, "finish_partly": finish_partly, "fail_package": fail_package,
    "close_withdrawn": close_withdrawn,
}  # fmt: skip


def parts_of(*, package_id: int) -> dict[int, PackagePart]:
    """The parts of a package by key, each with its case as it now is."""
    rows = PackagePart.objects.filter(package_id=package_id).select_related("case")
    return {one.key: one for one in rows}


def move_parts(
    *, parts: dict[int, PackagePart], keys: Collection[int], move: str, at: datetime, reason: str = ""
) -> None:
    """Carry a move of the system out with several parts, and keep their states in hand in step."""
    numbers = [parts[key].case.number for key in keys]
    extra = {"reason": reason} if move == "drop_part" else {}
    MANY[move](actor=SYSTEM_ACTOR, numbers=numbers, at=at, **extra)
    for key in keys:
        parts[key].case.state = rules.PART.move(move).target or parts[key].case.state


MANY: Mapping[str, Callable[..., None]] = {
    "ask_part": ask_part, "supply_part": supply_part, "deem_accepted": deem_accepted, "drop_part": drop_part,
    "withdraw_part": withdraw_part,
}  # fmt: skip


def gather_due(*, at: datetime) -> int:
    """Close the windows that are over: who was silent has accepted, what is wanted is asked once. How many packages."""
    return sum(_for_due(number, "CHECKING", rules.GATHER, at) for number in _numbers("CHECKING"))


def lapse_due(*, at: datetime) -> int:
    """End the times to supply that are over. How many packages."""
    return sum(_for_due(number, "ASKED", rules.SUPPLY, at) for number in _numbers("ASKED"))


@transaction.atomic
def _for_due(number: str, state: str, code: str, at: datetime) -> bool:
    lock_of_package(number=number)
    package = Package.objects.select_related("case").get(case__number=number)
    due = [one.due_at for one in clocks.running_clocks(number) if one.code == code]
    if package.case.state != state or not due or due[0] > at:
        return False
    parts, wanted = parts_of(package_id=package.pk), {"CHECKING": "RECEIVED", "ASKED": "ASKED"}[state]
    keys = [key for key, one in parts.items() if one.case.state == wanted]
    if keys:
        move_parts(parts=parts, keys=keys, move="deem_accepted" if state == "CHECKING" else "drop_part", at=at,
                   reason=LATE)  # fmt: skip
    if state == "ASKED":
        lapse_supply(actor=SYSTEM_ACTOR, number=number, at=at)
    settle(package_id=package.pk, at=at)
    return True


def _numbers(state: str) -> list[str]:
    rows = Package.objects.filter(case__kind=rules.PACKAGE_KIND, case__state=state).order_by("pk")
    return list(rows.values_list("case__number", flat=True))


def _answer_all(package: Package, parts: dict[int, PackagePart], at: datetime) -> None:
    noted = [key for key, one in parts.items() if one.case.state == "NOTED"]
    if not noted:
        begin_handling(actor=SYSTEM_ACTOR, number=package.case.number, at=at)
        return
    move_parts(parts=parts, keys=noted, move="ask_part", at=at)
    ask_once(actor=SYSTEM_ACTOR, number=package.case.number, at=at)
    package.rounds += 1
    package.save(update_fields=["rounds"])


def _end(package: Package, move: str, at: datetime) -> None:
    ENDS[move](actor=SYSTEM_ACTOR, number=package.case.number, at=at)


def _now(parts: dict[int, PackagePart]) -> list[rules.PartNow]:
    return [rules.PartNow(key, tuple(one.after), one.case.state) for key, one in parts.items()]


def _move(
    actor: Actor,
    number: str,
    move: str,
    at: datetime,
    reason: str,
    clocks_to_start: dict[str, int] | None = None,
    closed_at: datetime | None = None,
) -> None:
    claim = cases.claim(actor=actor, workflow=rules.PACKAGE, number=number, move=move, at=at)
    data = {"note": reason, "reason": reason} if reason else {}
    changes = {"closed_at": closed_at} if closed_at else {}
    cases.move(claim=claim, at=at, data=data, clocks_to_start=clocks_to_start, changes=changes)
