"""What the company's side does: submit, add material, take back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.timezone import localdate

from yishang.contexts.outreach import queries, rules
from yishang.contexts.outreach.models import Appeal
from yishang.contexts.outreach.services.deadlines import limit
from yishang.contexts.outreach.services.finding import find_by_more
from yishang.kernel import statements
from yishang.kernel.cases import queries as case_queries
from yishang.kernel.cases import services as cases
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import SPONSORS, Actor, Role
from yishang.kernel.documents import services as documents
from yishang.kernel.evidence import services as evidence
from yishang.kernel.geo import queries as geo
from yishang.kernel.journal import services as journal
from yishang.kernel.parties import queries as parties
from yishang.kernel.parties import rules as party_rules
from yishang.kernel.parties import services as party_services
from yishang.kernel.search import services as search

if TYPE_CHECKING:
    from yishang.kernel.parties.models import MarketEntity


@dataclass(frozen=True)
class Contact:
    """Whom the office may ring about this appeal."""

    name: str
    phone: str


def submit_appeal(
    *,
    actor: Actor,
    uscc: str,
    category: str,
    title: str,
    content: str,
    contact: Contact,
    at: datetime,
    picture_ids: Sequence[int] = (),
    is_public_consent: bool = False,
    expect: str = "",
    origin: str = "",
) -> Appeal:
    """File an appeal for a company; the same content again within a minute gives the first one back.

    A company outside the library is taken too and counts in no rate. Raises InvalidInput (fields: uscc, category,
    title, content, contact.phone, images, origin) and SubjectOfOthers when the company is not the actor's to speak for.
    `origin` is the number of a visit that brought it back: then the channel is VISIT.
    """
    rules.channel_of(actor.role, actor.scopes)  # whoever submits nothing hears that first
    uscc = party_rules.normalise_uscc(uscc)
    _check_input(uscc, category, title=title, content=content, contact=contact, pictures=picture_ids, at=at)
    # What is only read is read before the transaction: on SQLite it keeps all other writers waiting.
    known = parties.entity_by_uscc(uscc)
    _check_may_speak_for(actor, known.id if known else None, at, origin=origin)
    subject = parties.subject_on(known.id, on=localdate(at)) if known else None
    with transaction.atomic():
        entity = known or party_services.register_entity(actor=actor, uscc=uscc, name=uscc, at=at)
        region_code = region_for(code=(subject or entity).region_id or geo.region_of_uscc(uscc))
        number = documents.next_number(prefix="SQ", region_code=region_code, day=localdate(at))
        # From here on the other half of a double tap waits until this one is committed, and then finds it.
        digest = rules.content_digest(entity_id=entity.id, category=category, content=content)
        if repeated := queries.submitted_just_now(digest, since=at - rules.SAME_CONTENT_WINDOW, submitter_id=actor.id):
            transaction.set_rollback(True)  # gives the number back
            return repeated
        appeal = Appeal(
            subject=subject,
            category_id=category,
            channel=_channel(actor, origin, entity.id, at),
            submitter_id=actor.id,
            submitter_name=actor.name,
            content=content.strip(),
            expect=expect.strip(),
            contact_name=contact.name.strip(),
            contact_phone=contact.phone.strip(),
            is_public_consent=is_public_consent,
            content_digest=digest,
            origin=origin,
            is_demo=entity.is_demo,
        )
        _open(
            appeal, actor=actor, number=number, title=title, region_code=region_code, entity=entity, at=at,
            category=category, pictures=picture_ids,
        )  # fmt: skip
        return appeal


def _open(
    appeal: Appeal,
    *,
    actor: Actor,
    number: str,
    title: str,
    region_code: str,
    entity: "MarketEntity",
    at: datetime,
    category: str,
    pictures: Sequence[int],
) -> None:
    """Open the case that the appeal hangs on, tie the pictures to it, and let it be found."""
    appeal.case = cases.open_case(
        actor=actor,
        workflow=rules.APPEAL,
        number=number,
        title=title.strip(),
        region_code=region_code,
        applicant_id=entity.pk,
        category=category,
        at=at,
        fact="submitted",
        data={"channel": appeal.channel, "category": appeal.category_id, "pictures": list(pictures)}
        | ({"origin": appeal.origin} if appeal.origin else {}),
        clocks_to_start={"triage": limit(clock_code="triage", on=at)},
        in_rate=rules.in_rate(subject_id=appeal.subject_id),
    )
    statements.insert(appeal)
    if pictures:
        evidence.attach(actor=actor, picture_ids=list(pictures), subject=number, limit=rules.PICTURES_MAX)
    parts = [number, title, entity.name, entity.uscc, appeal.content]
    search.index(subject=appeal.case.pk, parts=parts)


def region_for(*, code: str) -> str:
    """Where a matter is handled: the company's county, or our city's office for companies from elsewhere."""
    return code if geo.city_of(code) == geo.home_city() else geo.home_city()


@transaction.atomic
def supplement_appeal(
    *,
    actor: Actor,
    number: str,
    note: str,
    at: datetime,
    picture_ids: Sequence[int] = (),
    version: int | None = None,
) -> Appeal:
    """Add words or pictures to an appeal that is not closed yet. Raises what cases.claim raises."""
    claim = cases.claim(
        actor=actor, workflow=rules.APPEAL, number=number, move="supplement_appeal", at=at, version=version
    )
    if picture_ids:
        evidence.attach(actor=actor, picture_ids=list(picture_ids), subject=number, limit=rules.PICTURES_MAX)
    cases.move(claim=claim, at=at, data={"note": note.strip(), "pictures": list(picture_ids)})
    find_by_more(case=claim.case, text=note)
    return queries.appeal_of(claim.case)


@transaction.atomic
def withdraw_appeal(*, actor: Actor, number: str, reason: str, at: datetime, version: int | None = None) -> Appeal:
    """Take an appeal back before it is dispatched. Raises what cases.claim raises."""
    claim = cases.claim(
        actor=actor, workflow=rules.APPEAL, number=number, move="withdraw_appeal", at=at, version=version
    )
    cases.move(claim=claim, at=at, data={"note": reason.strip()}, changes={"closed_at": at})
    return queries.appeal_of(claim.case)


def _check_input(
    uscc: str, category: str, *, title: str, content: str, contact: Contact, pictures: Sequence[int], at: datetime
) -> None:
    faults = rules.content_faults(title=title, content=content, category=category)
    if fault := party_rules.uscc_fault(uscc):
        faults["uscc"] = fault
    if category and "category" not in faults and not queries.category_in_use(category, on=localdate(at)):
        faults["category"] = "没有这个类别，请从列表中选择。"
    if contact.phone and (fault := party_rules.phone_fault(contact.phone)):
        faults["contact.phone"] = fault
    if len(pictures) > rules.PICTURES_MAX:
        faults["images"] = f"照片最多 {rules.PICTURES_MAX} 张。"
    if faults:
        raise InvalidInput(faults)


def _check_may_speak_for(actor: Actor, entity_id: int | None, at: datetime, *, origin: str) -> None:
    """The company itself, its sponsors, and whoever was there on a visit, sponsor or not, and brings it back."""
    if actor.role == Role.API:
        return
    if actor.role == Role.ENT and entity_id in actor.entity_ids:
        return
    is_sponsor = entity_id is not None and actor.role in SPONSORS
    if is_sponsor and directory.sponsors_entity(actor.id, entity_id or 0, on=localdate(at)):
        return
    if is_sponsor and _is_from(actor, origin, entity_id, at):
        return
    raise rules.SubjectOfOthers(
        "这家企业不在您名下，不能代为提交。", next_step="请核对企业；确需代办的，请营商办登记包抓关系。"
    )


def _channel(actor: Actor, origin: str, entity_id: int, at: datetime) -> str:
    """By role; what a visit brought back has a channel of its own. Raises OriginUnknown."""
    if not origin:
        return rules.channel_of(actor.role, actor.scopes)
    if actor.role not in SPONSORS or not _is_from(actor, origin, entity_id, at):
        raise rules.OriginUnknown
    return rules.channel_of_origin(origin)


def _is_from(actor: Actor, origin: str, entity_id: int | None, at: datetime) -> bool:
    """Whether that is the number of something that the actor sees, about this company."""
    found = case_queries.visible_number(actor, origin, on=localdate(at)) if origin else None
    return found is not None and found.applicant_id == entity_id


def record_misuse(*, actor: Actor, uscc: str, at: datetime) -> None:
    """Leave the audit fact of an attempt to speak for somebody else's company (冒用他企), in its own transaction."""
    with transaction.atomic():
        journal.record(
            actor=actor,
            verb="outreach.appeal.misuse_refused",
            subject=f"account:{actor.id}",
            at=at,
            data={"uscc": uscc},
            internal=True,
        )
