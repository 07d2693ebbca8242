"""A party on one page: who it is, what is on record of it, which of that whom concerns (信用档案)."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from django.db.models import Q, QuerySet

from yishang.contexts.credit import rules
from yishang.contexts.credit.models import (
    Certificate,
    CreditRecord,
    Decision,
    Hint,
    Listing,
    Registration,
    Repair,
    RiskWarning,
    Sanction,
    SeriousListing,
)
from yishang.contexts.credit.queries.catalogs import window_of
from yishang.kernel.cases import queries as cases
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.geo import queries as geo
from yishang.kernel.parties import queries as parties
from yishang.kernel.parties import rules as party_rules

if TYPE_CHECKING:
    from yishang.kernel.directory.models import Unit
    from yishang.kernel.parties.models import MarketEntity

INSIDE = frozenset({Role.DEP, Role.DRL, Role.MON})
OF_THE_CITY = frozenset({Role.DRL, Role.MON, Role.MBO, Role.VML})
Paper = TypeVar("Paper", Decision, Certificate)
MOST = 200  # rows of one kind on a party's page


@dataclass(frozen=True)
class Dossier:
    """Everything on one party that this person may see; what is internal is empty for all others."""

    entity: "MarketEntity"
    registration: Registration | None
    listings: list[Listing]
    serious: list[SeriousListing]
    records: list[CreditRecord]
    ratings: list[CreditRecord]
    sanctions: list[Sanction]
    warnings: list[RiskWarning]
    hints: list[Hint]


def party(uscc: str) -> "MarketEntity":
    """The party of a code, typed in any manner. Raises InvalidInput (uscc) for none, CompanyNotFound."""
    if fault := party_rules.uscc_fault(uscc):
        raise InvalidInput({"uscc": fault})
    found = parties.entity_by_uscc(uscc)
    if found is None:
        raise rules.CompanyNotFound("平台里没有这个主体。", next_step="请核对统一社会信用代码，或先导入登记信息。")
    return found


def party_for(actor: Actor, uscc: str) -> "MarketEntity":
    """The party of a code that this person has to do with: a company itself, an official one of the own city's.

    Raises InvalidInput (uscc), CompanyNotFound for all others.
    """
    found = party(uscc)
    city = geo.city_of(found.region_id or geo.region_of_uscc(found.uscc) or geo.home_city())
    near = found.pk in actor.entity_ids if actor.role == Role.ENT else city == actor.city_code
    if actor.role != "SYSTEM" and not near:
        raise rules.CompanyNotFound("没有找到这个主体。", next_step="请核对统一社会信用代码。")
    return found


def entity(entity_id: int) -> "MarketEntity":
    """The party of a key."""
    return parties.entities([entity_id])[0]


def listing_told(number: str) -> dict[str, str]:
    """What another platform hears of a listing: the party, the list, why or in which domain."""
    listed = Listing.objects.select_related("entity").filter(case__number=number).first()
    if listed is not None:
        party, name, why = listed.entity, rules.list_name(listed.entity.uscc), listed.reason
    else:
        serious = SeriousListing.objects.select_related("entity").get(case__number=number)
        party, name, why = serious.entity, "严重违法失信名单", rules.DOMAINS[serious.domain]
    return {"number": number, "name": party.name, "uscc": party.uscc, "list": name, "reason": why}


def region_of(number: str) -> str:
    """Where a matter belongs; "" for none."""
    found = cases.subjects_of(workflow_kind(number)).filter(number=number).values_list("city_id", flat=True).first()
    return found or ""


def workflow_kind(number: str) -> str:
    """The kind of a listing by how its number begins."""
    return rules.SERIOUS_LIST.kind if number.startswith("YW") else rules.LISTING.kind


def unit_by_id(unit_id: int | None) -> "Unit | None":
    """A unit by its key."""
    return directory.unit_of_id(unit_id)


def mark_of(organ: "Unit") -> str:
    """How an organ's papers begin (机关代字): its short name without 局."""
    return organ.short_name.removesuffix("局")


def records_for(actor: Actor) -> QuerySet[CreditRecord]:
    """The records that a post may see: the company its own, a county's post its county's, the city's its city's."""
    rows = CreditRecord.objects.all()
    if actor.role == "SYSTEM":
        return rows
    if actor.role == Role.ENT:
        return rows.filter(entity_id__in=actor.entity_ids)
    if actor.role in OF_THE_CITY:
        return rows.filter(city_id=actor.city_code) if actor.city_code else rows.none()
    if actor.role not in (Role.DEP, Role.CBO):
        return rows.none()
    if actor.region_level == "COUNTY":
        return rows.filter(entity__region_id=actor.region_code)
    return rows.filter(city_id=actor.city_code) if actor.city_code else rows.none()


def record_for(actor: Actor, record_id: int) -> CreditRecord:
    """One record. Raises NoSuchPaper."""
    found = records_for(actor).select_related("entity").filter(pk=record_id).first()
    if found is None:
        raise rules.NoSuchPaper("没有找到这条信息。", next_step="请回到列表查找。")
    return found


def records_matching(actor: Actor, *, kind: str = "", q: str = "", source: str = "") -> QuerySet[CreditRecord]:
    """The records of a list, the newest first. Raises InvalidInput (kind)."""
    if kind and kind not in rules.RECORD_KINDS:
        raise InvalidInput({"kind": "没有这个类别。"})
    rows = records_for(actor).select_related("entity")
    rows = rows.filter(kind=kind) if kind else rows
    rows = rows.filter(source=source) if source else rows
    if words := q.strip():
        rows = rows.filter(
            Q(entity__name__icontains=words) | Q(entity__uscc=words.upper()) | Q(title__icontains=words)
            | Q(document__icontains=words)
        )  # fmt: skip
    return rows.order_by("-pk")


def dossier(actor: Actor, uscc: str, *, on: date) -> Dossier:
    """A party's page. Raises InvalidInput, CompanyNotFound for a party of another city or company."""
    found = party_for(actor, uscc)
    inside = actor.role in INSIDE
    records = list(records_for(actor).filter(entity=found).order_by("-decided_on", "-pk")[:MOST])
    listings = Listing.objects.filter(entity=found).select_related("case").order_by("-pk")
    serious = SeriousListing.objects.filter(entity=found).select_related("case").order_by("-pk")
    sanctions = Sanction.objects.filter(entity=found).select_related("case__unit", "measure__list").order_by("-pk")
    warnings = RiskWarning.objects.filter(entity=found).select_related("case").order_by("-pk")
    return Dossier(
        entity=found,
        registration=Registration.objects.filter(entity=found).first(),
        listings=list((listings if inside else listings.exclude(case__applicant=None))[:MOST]),
        serious=list((serious if inside else serious.exclude(case__applicant=None))[:MOST]),
        records=[one for one in records if one.kind != "RATING"],
        ratings=[one for one in records if one.kind == "RATING"],
        sanctions=list(sanctions[:MOST]),
        warnings=list(warnings[:MOST]) if inside else [],
        hints=list(Hint.objects.filter(entity=found, until__gt=on)[:MOST]) if inside else [],
    )


def standing_listing(entity_id: int, reason: str) -> str:
    """The number of a listing or suspicion of that reason that has not ended; "" for none."""
    rows = Listing.objects.filter(entity_id=entity_id, reason=reason, case__state__in=rules.LISTING.open_states)
    return rows.values_list("case__number", flat=True).first() or ""


def standing_serious(entity_id: int, document: str) -> str:
    """The number of a serious listing for that penalty that has not ended; "" for none."""
    open_states = rules.SERIOUS_LIST.open_states
    rows = SeriousListing.objects.filter(entity_id=entity_id, penalty_document=document, case__state__in=open_states)
    return rows.values_list("case__number", flat=True).first() or ""


def standing_repair(record_id: int) -> str:
    """The number of a repair of that record that is under way; "" for none."""
    rows = Repair.objects.filter(record_id=record_id, case__state="APPLIED")
    return rows.values_list("case__number", flat=True).first() or ""


def near_three_years(*, years: int, days: int, on: date) -> list[str]:
    """Listings whose so many years end within so many days and that have not been told."""
    rows = Listing.objects.filter(case__state__in=rules.ON_LIST, reminded_on=None, listed_on__isnull=False)
    found = rows.order_by("pk").values_list("case__number", "listed_on")
    return [
        number
        for number, listed_on in found.iterator(chunk_size=2000)
        if listed_on is not None and (rules.months_after(listed_on, 12 * years) - on).days <= days
    ]


def serious_over(*, on: date) -> list[str]:
    """Serious listings whose last day is over."""
    rows = SeriousListing.objects.filter(case__state__in=rules.ON_SERIOUS, ends_on__lte=on)
    return list(rows.order_by("pk").values_list("case__number", flat=True))


def public_lines(entity_id: int, *, on: date) -> list[str]:
    """What a certificate says of a party: standings on the two lists, and penalties still shown."""
    lines = [
        f"{rules.list_name(one.entity.uscc)}：{one.listed_on:%Y-%m-%d} 列入，至今在册（{one.case.number}）。"
        for one in Listing.objects.filter(entity_id=entity_id, case__state__in=rules.ON_LIST)
        .select_related("case", "entity")
        .order_by("pk")
    ]
    lines += [
        f"严重违法失信名单：{one.listed_on:%Y-%m-%d} 列入，公示至 {one.ends_on:%Y-%m-%d}（{one.case.number}）。"
        for one in SeriousListing.objects.filter(entity_id=entity_id, case__state__in=rules.ON_SERIOUS)
        .select_related("case")
        .order_by("pk")
    ]
    penalties = CreditRecord.objects.filter(entity_id=entity_id, kind="PENALTY", repaired_at=None).exclude(grade="")
    lines += [
        f"行政处罚：{one.decided_on:%Y-%m-%d} {one.organ} {one.document} {one.title}。"
        for one in penalties.order_by("decided_on", "pk")
        if rules.months_after(one.decided_on, window_of(one.grade, on=on).most) > on
    ]
    return lines


def paper(actor: Actor, paper_id: int) -> Decision:
    """A decision paper, for posts of its city and for its party. Raises NoSuchPaper."""
    rows = Decision.objects.select_related("entity", "organ").filter(pk=paper_id)
    return _mine(actor, rows.first())


def papers_of(matter: str) -> list[Decision]:
    """The papers of a matter in the order of their making."""
    return list(Decision.objects.filter(matter=matter))


def certificate(actor: Actor, number: str) -> Certificate:
    """A certificate, for posts of its city and for its party. Raises NoSuchPaper."""
    return _mine(actor, Certificate.objects.select_related("entity").filter(number=number).first())


def certificates_of(entity_id: int) -> list[Certificate]:
    """A party's certificates, the newest first."""
    return list(Certificate.objects.filter(entity_id=entity_id)[:20])


def _mine(actor: Actor, found: Paper | None) -> Paper:
    may = found is not None and (
        found.entity_id in actor.entity_ids
        if actor.role == Role.ENT
        else actor.role in INSIDE and found.city_id == actor.city_code
    )
    if found is None or not may:
        raise rules.NoSuchPaper("没有找到这份文书。", next_step="请核对文号，或回到列表查找。")
    return found
