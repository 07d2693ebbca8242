"""Telling that a window asked for more, and what the unit and the office do with it."""

import json
import secrets
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

from django.db import transaction
from django.utils.timezone import localdate

from yishang.contexts.service_standards.models import ExtraDemand
from yishang.contexts.service_standards.queries import demands as told
from yishang.contexts.service_standards.queries import lists
from yishang.contexts.service_standards.rules import demands
from yishang.kernel import receipts, sealing
from yishang.kernel.cases import services as cases
from yishang.kernel.cases.services import Claim
from yishang.kernel.catalog import queries as catalog
from yishang.kernel.clocks import queries as clocks
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory import queries as directory_queries
from yishang.kernel.directory import services as directory
from yishang.kernel.directory.rules import SYSTEM_ACTOR, Actor
from yishang.kernel.documents import services as documents
from yishang.kernel.evidence import rules as evidence_rules
from yishang.kernel.evidence import services as evidence
from yishang.kernel.journal import services as journal
from yishang.kernel.parties import rules as party_rules

REPORTER = Actor(id=None, name="反映人", role="PUB")


def receive_demand(
    *,
    entry: demands.DemandEntry,
    page_key: str,
    at: datetime,
    client: str = "",
    pictures: Sequence[bytes] = (),
    is_demo: bool = False,
) -> str:
    """Take a report in and answer its receipt code; the same page sent twice makes one report with one code. One that
    tells of the same as an open one is joined to it.

    Call it outside a transaction. Raises ListNotFound, ItemNotFound, InvalidInput, OnTheList, TooOften, and what
    evidence says of a picture.
    """
    if client:
        directory.count_client(what="demand", client=client, at=at, most=demands.DEMANDS_PER_CLIENT)
    version = _judged(entry, at)
    receipt = told.new_receipt(page_key if receipts.PAGE_KEY.fullmatch(page_key) else secrets.token_urlsafe(16))
    if told.demand_by_receipt(receipt) is None:
        kept = _without_traces(pictures)
        with transaction.atomic():
            _open(entry, version, receipt, kept, at, is_demo=is_demo)
    return receipt


def _judged(entry: demands.DemandEntry, at: datetime) -> int:
    """The version of the item that held, once the entry was found sound. Raises as receive_demand."""
    wanted = lists.service_list(entry.list)
    if entry.code not in wanted.codes:
        raise InvalidInput({"code": "请选择办的是哪一项。"})
    phone_fault = party_rules.phone_fault(entry.phone) if entry.phone.strip() else None
    regions = frozenset(code for code, _ in told.regions())
    if faults := demands.demand_faults(entry, regions=regions, phone_fault=phone_fault):
        raise InvalidInput(faults)
    version = catalog.item_in_force(entry.code, on=localdate(at))
    if paper := demands.on_the_list(entry.asked, [one.name for one in version.elements.materials]):
        raise demands.OnTheList(f"“{paper}”在清单上，窗口可以要。", next_step="多要了别的，请写别的那一份。")
    return version.pk


def _open(
    entry: demands.DemandEntry, version: int, receipt: str, pictures: list[bytes], at: datetime, *, is_demo: bool
) -> None:
    root, item = told.same_thing(entry), catalog.version(version)
    number = documents.next_number(prefix="DY", region_code=entry.region, day=localdate(at))
    case = cases.open_case(
        actor=REPORTER, workflow=demands.DEMAND, number=number, region_code=entry.region, applicant_id=None, at=at,
        title=item.name, category=lists.service_list(entry.list).area, fact="received",
        data={"item": entry.code, "asked": entry.asked.strip(), "window": entry.window.strip()},
        unit_id=root.case.unit_id if root else told.unit_for(entry.region, item.department),
        clocks_to_start={demands.ANSWER: _length(demands.ANSWER, at)},
    )  # fmt: skip
    ExtraDemand.objects.create(
        case=case, version_id=version, list_key=entry.list, code=entry.code, window=entry.window.strip(),
        asked=entry.asked.strip(), said=entry.said.strip(), person=entry.person,
        receipt=told.kept_receipt(receipt), contact=_sealed(entry), is_demo=is_demo,
    )  # fmt: skip
    kept = [evidence.store_picture(actor=REPORTER, upload=BytesIO(content), at=at) for content in pictures]
    evidence.attach(actor=REPORTER, picture_ids=[one.pk for one in kept], subject=told.pictures_subject(number))
    if root:
        _join(
            cases.claim(actor=SYSTEM_ACTOR, workflow=demands.DEMAND, number=number, move="join_demand", at=at), root, at
        )


@transaction.atomic
def join_demand(*, actor: Actor, number: str, into: str, at: datetime, version: int | None = None) -> ExtraDemand:
    """Join a report to another of the same item. Raises what cases.claim raises, InvalidInput (into)."""
    claim, found = _claimed(actor, number, "join_demand", at, version)
    root = next((one for one in told.joinable(claim.case) if one.case.number == into.strip()), None)
    if root is None:
        raise InvalidInput({"into": "没有这件，或它不是同一事项、还没有结束的反映。"})
    _join(claim, root, at)
    return found


@transaction.atomic
def transfer_demand(*, actor: Actor, number: str, unit: str, at: datetime, version: int | None = None) -> ExtraDemand:
    """Give it to the unit that runs the window. Raises what cases.claim raises, InvalidInput (unit)."""
    claim, found = _claimed(actor, number, "transfer_demand", at, version)
    wanted = directory_queries.unit_for_dispatch(unit, region_code=claim.case.region_id)
    if wanted is None or wanted.pk == claim.case.unit_id:
        raise InvalidInput({"unit": "请选择另一个单位。"})
    cases.move(
        claim=claim,
        at=at,
        data={"unit": wanted.code, "note": f"转给{wanted.short_name}"},
        changes={"unit_id": wanted.pk},
    )
    return found


@transaction.atomic
def uphold_demand(*, actor: Actor, number: str, answer: str, at: datetime, version: int | None = None) -> ExtraDemand:
    """The window did ask for more; now it is put right. Raises what cases.claim raises, InvalidInput (answer)."""
    claim, found = _claimed(actor, number, "uphold_demand", at, version)
    return _answered(claim, found, answer, at, {demands.CORRECT: _length(demands.CORRECT, at)})


@transaction.atomic
def dismiss_demand(*, actor: Actor, number: str, answer: str, at: datetime, version: int | None = None) -> ExtraDemand:
    """Propose that it is not true; the office confirms. Raises what cases.claim raises, InvalidInput (answer)."""
    claim, found = _claimed(actor, number, "dismiss_demand", at, version)
    found.answer, found.drafted_by_id = _words(answer), actor.id
    found.save(update_fields=["answer", "drafted_by_id"])
    cases.move(claim=claim, at=at, data={"note": found.answer})
    return found


@transaction.atomic
def confirm_dismissal(*, actor: Actor, number: str, at: datetime, version: int | None = None) -> ExtraDemand:
    """The office agrees that it is not true; the reporter reads why. Raises what cases.claim raises, OwnDraft."""
    claim, found = _claimed(actor, number, "confirm_dismissal", at, version)
    _need_other(found, actor)
    return _answered(claim, found, found.answer, at, {})


@transaction.atomic
def overrule_dismissal(
    *, actor: Actor, number: str, answer: str, at: datetime, version: int | None = None
) -> ExtraDemand:
    """The office finds it true all the same. Raises what cases.claim raises, OwnDraft, InvalidInput (answer)."""
    claim, found = _claimed(actor, number, "overrule_dismissal", at, version)
    _need_other(found, actor)
    return _answered(claim, found, answer, at, {demands.CORRECT: _length(demands.CORRECT, at)})


@transaction.atomic
def refuse_demand(*, actor: Actor, number: str, answer: str, at: datetime, version: int | None = None) -> ExtraDemand:
    """It is about something else: say where to turn. Raises what cases.claim raises, InvalidInput (answer)."""
    claim, found = _claimed(actor, number, "refuse_demand", at, version)
    return _answered(claim, found, answer, at, {})


@transaction.atomic
def correct_demand(
    *, actor: Actor, number: str, correction: str, at: datetime, version: int | None = None
) -> ExtraDemand:
    """What was done so that it does not happen again. Raises what cases.claim raises, InvalidInput (correction)."""
    claim, found = _claimed(actor, number, "correct_demand", at, version)
    found.correction, found.corrected_at = _words(correction, "correction"), at
    found.save(update_fields=["correction", "corrected_at"])
    cases.move(claim=claim, at=at, data={"note": found.correction})
    return found


@transaction.atomic
def open_contact(*, actor: Actor, number: str, reason: str, at: datetime) -> dict[str, str]:
    """Name and telephone of the reporter, for the office alone; each look is a fact.

    Raises DemandNotFound, NoContact, InvalidInput (reason).
    """
    case = told.demand_for(actor, number, now=at)
    if not told.may_open_contact(actor, case):
        raise demands.NoContact(
            "这件没有留联系方式，或不由您的岗位查看。", next_step="请在答复栏写清楚，反映人凭回执码看到。"
        )
    if not 4 <= len(reason.strip()) <= 200:
        raise InvalidInput({"reason": "请写明为什么要联系反映人，4 到 200 个字。"})
    journal.record(
        actor=actor, verb=f"{demands.DEMAND_KIND}.contact_opened", subject=number, at=at, internal=True,
        data={"note": reason.strip()},
    )  # fmt: skip
    known: dict[str, str] = json.loads(sealing.unseal(case.extra_demand.contact or b"", purpose=demands.CONTACT_KEY))
    return known


def _claimed(actor: Actor, number: str, move: str, at: datetime, version: int | None) -> tuple[Claim, ExtraDemand]:
    claim = cases.claim(actor=actor, workflow=demands.DEMAND, number=number, move=move, at=at, version=version)
    return claim, claim.case.extra_demand


def _join(claim: Claim, root: ExtraDemand, at: datetime) -> None:
    cases.move(
        claim=claim, at=at, data={"into": root.case.number, "note": f"并入 {root.case.number}"},
        changes={"parent_id": root.case_id},
    )  # fmt: skip


def _answered(claim: Claim, found: ExtraDemand, answer: str, at: datetime, starts: dict[str, int]) -> ExtraDemand:
    found.answer, found.answered_at = _words(answer), at
    found.save(update_fields=["answer", "answered_at"])
    cases.move(claim=claim, at=at, data={"note": found.answer}, clocks_to_start=starts)
    return found


def _need_other(found: ExtraDemand, actor: Actor) -> None:
    if actor.id is not None and actor.id == found.drafted_by_id:
        raise demands.OwnDraft


def _words(text: str, field: str = "answer") -> str:
    if fault := demands.words_fault(text):
        raise InvalidInput({field: fault})
    return text.strip()


def _sealed(entry: demands.DemandEntry) -> bytes | None:
    """Name and telephone under a key of their own; nothing when neither was given."""
    if not entry.name.strip() and not entry.phone.strip():
        return None
    known = {"name": entry.name.strip(), "phone": party_rules.normalise_phone(entry.phone)}
    return sealing.seal(json.dumps(known).encode(), purpose=demands.CONTACT_KEY)


def _without_traces(pictures: Sequence[bytes]) -> list[bytes]:
    """Pixels only, drawn anew: no place, no time, no camera. Raises evidence's refusals, InvalidInput."""
    if len(pictures) > demands.PICTURES_MOST:
        raise InvalidInput({"images": f"最多附 {demands.PICTURES_MOST} 张照片。"})
    return [evidence_rules.clean(content).content for content in pictures]


def _length(code: str, at: datetime) -> int:
    """Half working days, by the law of the day."""
    return clocks.limit_for(process=demands.DEMAND_KIND, clock_code=code, on=localdate(at))
