"""Handing in: the record, the pictures, what was brought back; then the rule speaks, in the same transaction."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate

from yishang.contexts.visits import gateways, queries, rules
from yishang.contexts.visits.models import TrackPart, Visit
from yishang.contexts.visits.services.deadlines import decide_limit
from yishang.contexts.visits.services.going import claim_own
from yishang.kernel import sealing
from yishang.kernel.cases import queries as case_queries
from yishang.kernel.cases import services as cases
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import SYSTEM_ACTOR, Actor
from yishang.kernel.evidence import queries as pictures
from yishang.kernel.evidence import services as evidence
from yishang.kernel.geo.rules import Crs, Place, convert
from yishang.kernel.parties import queries as parties
from yishang.kernel.parties import services as party_services

REASONS_SHOWN = 20
SUBMITTED = (
    "companions", "minutes", "policies", "appeals", "no_appeals", "submitted_at", "received_at", "is_signed", "track",
    "track_points", "verdict", "reasons", "dwell",
)  # fmt: skip


@transaction.atomic
def submit_visit(
    *,
    actor: Actor,
    number: str,
    minutes: str,
    at: datetime,
    companions: Sequence[str] = (),
    policies: Sequence[str] = (),
    appeals: Sequence[str] = (),
    no_appeals: bool = False,
    picture_ids: Sequence[int] = (),
    captured_at: datetime | None = None,
    sent_at: datetime | None = None,
    statement: str = "",
    signature: str = "",
    version: int | None = None,
) -> Visit:
    """Hand the visit in. On the spot it is judged at once and stands as verified or as abnormal afterwards.

    `sent_at` is the phone's clock when it sent, `statement` and `signature` what its device signed. Raises InvalidInput
    (minutes, no_appeals, appeals, companions, policies, images), NotYourVisit, and what cases.claim raises.
    """
    moment = rules.moment_of(captured_at, at=at)
    claim, visit = claim_own(actor=actor, number=number, move="submit_visit", at=at, version=version)
    told = {"companions": _tidy(companions), "policies": _tidy(policies), "appeals": _tidy(appeals)}
    brought = [*dict.fromkeys([*visit.appeals, *told["appeals"]])]
    _check(visit, actor, minutes, told, brought=brought, no_appeals=no_appeals, pictures=picture_ids, at=at)
    attached = evidence.attach(actor=actor, picture_ids=list(picture_ids), subject=number, limit=rules.PICTURES_MAX)
    visit.companions, visit.policies, visit.appeals = told["companions"], told["policies"], brought
    visit.minutes, visit.no_appeals = minutes.strip(), no_appeals and not brought
    visit.submitted_at, visit.received_at = moment, at
    _judge(visit, statement=statement, signature=signature, sent_at=sent_at, places=_places(attached))
    visit.save(update_fields=SUBMITTED)
    cases.move(
        claim=claim,
        at=at,
        data={
            "captured": moment.isoformat(), "pictures": list(picture_ids),
            "digests": evidence.digests(pictures=attached),
            "points": visit.track_points, "appeals": brought, "policies": visit.policies,
        },
        changes={"in_rate": _counts(visit)},
    )  # fmt: skip
    assert visit.checkin_at is not None, "nobody submits who has not come"
    party_services.note_call_made(
        entity_id=visit.subject.entity_id, matter=number, what="走访", who=visit.visitor_name,
        on=localdate(visit.checkin_at),
    )  # fmt: skip
    return _settled(visit, number, at)


@transaction.atomic
def verify_visit(*, actor: Actor, number: str, at: datetime) -> Visit:
    """The rule found nothing against it. Raises what cases.claim raises."""
    claim = cases.claim(actor=actor, workflow=rules.VISIT, number=number, move="verify_visit", at=at)
    visit = queries.visit_of(claim.case)
    cases.move(claim=claim, at=at, data={"verdict": visit.verdict})
    return visit


@transaction.atomic
def flag_visit(*, actor: Actor, number: str, reason: str, at: datetime) -> Visit:
    """Something speaks against it: the county's office decides within three working days. As cases.claim raises."""
    claim = cases.claim(actor=actor, workflow=rules.VISIT, number=number, move="flag_visit", at=at)
    visit = queries.visit_of(claim.case)
    cases.move(
        claim=claim,
        at=at,
        data={"note": reason, "verdict": visit.verdict},
        clocks_to_start={"decide": decide_limit(at=at)},
    )
    return visit


def corroborate(*, visit: Visit) -> rules.Corroboration:
    """Hold the visitor's record against the liaison's and keep the result. The calling move leaves the fact."""
    shown = None
    if visit.checkin_at and visit.checkout_at:
        shown = rules.Told(visit.visitor_name, visit.checkin_at, visit.checkout_at - visit.checkin_at)
    report = queries.report_of(visit.pk)
    told = rules.Told(report.visitor, report.visited_at, timedelta(minutes=report.duration)) if report else None
    found = rules.corroborate(shown, told)
    visit.corroboration, visit.corroboration_words = found.status, found.words[:200]
    visit.save(update_fields=["corroboration", "corroboration_words"])
    return found


def _settled(visit: Visit, number: str, at: datetime) -> Visit:
    """What follows from the verdict and from the two records."""
    found = corroborate(visit=visit)
    against = [one["words"] for one in visit.reasons if one["against"]]
    if found.status == "CONFLICT":
        against.append(f"印证不符：{found.words}")
    if against:
        return flag_visit(actor=SYSTEM_ACTOR, number=number, reason=" ".join(against)[:500], at=at)
    return verify_visit(actor=SYSTEM_ACTOR, number=number, at=at)


def _judge(visit: Visit, *, statement: str, signature: str, sent_at: datetime | None, places: list[Place]) -> None:
    """Put the parts of the track together, let the rule speak about a visit on the spot, and keep both."""
    assert visit.checkin_at is not None
    assert visit.checkout_at is not None
    assert visit.received_at is not None
    assert visit.submitted_at is not None
    points = rules.within(
        queries.points_of_parts(queries.parts_of(visit.pk)), start=visit.checkin_at, end=visit.checkout_at
    )
    TrackPart.objects.filter(visit=visit).delete()
    if visit.mode != rules.ONSITE:
        return
    told = _vouched(visit, statement, signature)
    verdict = rules.judge(
        rules.Shown(
            fence=parties.fence_of(visit.subject),
            checkin_at=visit.checkin_at,
            checkin=queries.checkin_place(visit),
            checkout_at=visit.checkout_at,
            points=points,
            submitted_at=visit.submitted_at,
            received_at=visit.received_at,
            signed=told is not None,
            skew=(visit.received_at - sent_at).total_seconds() if sent_at and sent_at.utcoffset() is not None else 0.0,
            elapsed=told.elapsed if told else None,
            pictures=places,
        )
    )
    visit.is_signed, visit.verdict, visit.dwell = told is not None, verdict.status, int(verdict.dwell)
    visit.reasons = [asdict(reason) for reason in verdict.reasons][:REASONS_SHOWN]
    visit.track_points = len(points)
    visit.track = sealing.seal(rules.packed(points), purpose=rules.TRACK_PURPOSE) if points else None


def _vouched(visit: Visit, text: str, signature: str) -> rules.Statement | None:
    """What the visitor's device signed, if it did and if it speaks of this very visit."""
    told = rules.statement_of(text)
    if told is None or visit.checkin_at is None or visit.checkout_at is None or visit.submitted_at is None:
        return None
    fits = told.tells_of(
        key=visit.client_key or visit.case.number,
        checkin_at=visit.checkin_at,
        checkout_at=visit.checkout_at,
        submitted_at=visit.submitted_at,
    )
    keys = queries.keys_of(visit.visitor_id) if fits else []
    return told if any(gateways.signed_by(key, text=text, signature=signature) for key in keys) else None


def _counts(visit: Visit) -> bool:
    """计入率: a sponsor's visit, on the spot, or by video while that counts."""
    assert visit.checkin_at is not None
    by_sponsor = visit.sponsor_type != rules.NO_SPONSOR
    if visit.mode == "VIDEO":
        return by_sponsor and queries.counts_video(on=localdate(visit.checkin_at))
    return by_sponsor and visit.mode == rules.ONSITE


def _check(
    visit: Visit,
    actor: Actor,
    minutes: str,
    told: dict[str, list[str]],
    *,
    brought: list[str],
    no_appeals: bool,
    pictures: Sequence[int],
    at: datetime,
) -> None:
    faults = {}
    length = len(minutes.strip())
    if not rules.MINUTES_LEAST <= length <= rules.MINUTES_MOST:
        faults["minutes"] = f"走访记录写 {rules.MINUTES_LEAST} 到 {rules.MINUTES_MOST} 个字，现在 {length} 个。"
    if not brought and not no_appeals:
        faults["no_appeals"] = "没有带回诉求的，请勾选“无诉求”。"
    if brought and no_appeals:
        faults["no_appeals"] = "已经带回诉求，不能再勾选“无诉求”。"
    if fault := _fault_of_appeals(visit, actor, told["appeals"], at):
        faults["appeals"] = fault
    most = {"companions": rules.COMPANIONS_MOST, "policies": rules.POLICIES_MOST}
    for name, limit in most.items():
        if len(told[name]) > limit or any(len(one) > rules.NAME_LONGEST for one in told[name]):
            faults[name] = f"最多 {limit} 个，每个不超过 {rules.NAME_LONGEST} 个字。"
    if len(pictures) > rules.PICTURES_MAX:
        faults["images"] = f"照片最多 {rules.PICTURES_MAX} 张。"
    if faults:
        raise InvalidInput(faults)


def _fault_of_appeals(visit: Visit, actor: Actor, numbers: list[str], at: datetime) -> str:
    if len(numbers) > rules.APPEALS_MOST:
        return f"最多 {rules.APPEALS_MOST} 件。"
    for number in numbers:
        found = case_queries.visible_number(actor, number, on=localdate(at))
        if found is None or found.applicant_id != visit.subject.entity_id:
            return f"没有找到这家企业的 {number}。"
    return ""


def _tidy(words: Sequence[str]) -> list[str]:
    return [*dict.fromkeys(word.strip() for word in words if word.strip())]


def _places(attached: Sequence[object]) -> list[Place]:
    found = [pictures.place_of(picture) for picture in attached]  # type: ignore[arg-type]
    return [convert(Place(*place), source=Crs.WGS84, target=Crs.CGCS2000) for place in found if place]
