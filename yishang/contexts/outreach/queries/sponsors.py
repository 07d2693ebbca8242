"""包抓: which subjects of the library have whom to answer for them, who would hand over what, and who has nobody."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet
from django.utils.timezone import localdate

from yishang.contexts.outreach import rules
from yishang.kernel.cases import queries as cases
from yishang.kernel.cases.rules import CaseNotVisible
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.geo import queries as geo
from yishang.kernel.intake.rules import whole_number
from yishang.kernel.parties import queries as parties

if TYPE_CHECKING:
    from yishang.kernel.directory.models import Account, Sponsorship
    from yishang.kernel.parties.models import Subject

MISSING = {
    "any": ("无人包抓（缺任何一方）", Q(has_leader=False) | Q(has_unit=False) | Q(has_liaison=False)),
    "leader": ("缺包抓领导", Q(has_leader=False)),
    "unit": ("缺包抓部门", Q(has_unit=False)),
    "liaison": ("缺联络员", Q(has_liaison=False)),
}
SUBJECTS_A_PAGE = 50


@dataclass(frozen=True)
class SubjectsWanted:
    """What a list of subjects is asked for; empty means any. `person` is the account id of a leader or liaison."""

    county: str = ""
    kind: str = ""
    missing: str = ""
    person: str = ""
    q: str = ""


@dataclass(frozen=True)
class SubjectRow:
    """A subject with who answers for it today, and how many of its company's matters are open."""

    subject: "Subject"
    sponsorships: "list[Sponsorship]"
    open_matters: int

    @property
    def sponsors(self) -> list[str]:
        """Leaders by name, departments by short name."""
        return [one.leader.name if one.leader else one.unit.short_name if one.unit else "" for one in self.sponsorships]

    @property
    def liaisons(self) -> list[str]:
        """The liaisons' names, each once."""
        return list(dict.fromkeys(one.liaison.name for one in self.sponsorships if one.liaison))

    @property
    def lacks(self) -> list[str]:
        """What handbook 1.2 asks for and is not there: 至少 1 名领导、1 个部门、1 名联络员."""
        has = {"领导": "has_leader", "部门": "has_unit", "联络员": "has_liaison"}  # annotated by with_sponsors
        return [word for word, name in has.items() if not getattr(self.subject, name)]


@dataclass(frozen=True)
class SubjectPage:
    """One page of subjects; `next` is the last subject's key when more follow."""

    rows: list[SubjectRow]
    next: int | None
    total: int


def subjects_matching(actor: Actor, wanted: SubjectsWanted, *, now: datetime) -> "QuerySet[Subject]":
    """The library's subjects within the actor's city or county, each knowing whether somebody answers for it.

    Raises InvalidInput for words that mean nothing.
    """
    on = localdate(now)
    rows = directory.with_sponsors(parties.library(on=on).filter(region_id__in=_regions(actor, wanted.county)), on=on)
    if wanted.kind:
        if wanted.kind not in ("KEY_PROJECT", "ABOVE_SCALE_ENT"):
            raise InvalidInput({"kind": f"没有“{wanted.kind}”这个选项。"})
        rows = rows.filter(subject_type=wanted.kind)
    if wanted.missing:
        if wanted.missing not in MISSING:
            raise InvalidInput({"missing": f"没有“{wanted.missing}”这个选项。"})
        rows = rows.filter(MISSING[wanted.missing][1])
    if wanted.person:
        rows = rows.filter(pk__in=_held_by(wanted.person, now=now))
    if text := wanted.q.strip():
        rows = rows.filter(Q(name__icontains=text) | Q(entity__name__icontains=text) | Q(entity__uscc__iexact=text))
    return rows.select_related("entity", "region").order_by("pk")


def subject_page(actor: Actor, wanted: SubjectsWanted, *, after: str, now: datetime) -> SubjectPage:
    """One page of fifty: four statements, however many subjects there are."""
    rows = subjects_matching(actor, wanted, now=now)
    total = rows.count()
    if after:
        rows = rows.filter(pk__gt=whole_number(after) or 0)
    found = list(rows[: SUBJECTS_A_PAGE + 1])
    shown = found[:SUBJECTS_A_PAGE]
    return SubjectPage(
        rows=subject_rows(actor, shown, now=now),
        next=shown[-1].pk if len(found) > SUBJECTS_A_PAGE else None,
        total=total,
    )


def subject_rows(actor: Actor, subjects: "list[Subject]", *, now: datetime) -> list[SubjectRow]:
    """Those subjects with their sponsors of today and their open matters, in two statements."""
    sponsors: defaultdict[int, list[Sponsorship]] = defaultdict(list)
    for one in directory.sponsorships_of_many([subject.pk for subject in subjects], on=localdate(now)):
        sponsors[one.subject_id].append(one)
    waiting = _open_matters(actor, [subject.entity_id for subject in subjects], now=now)
    return [SubjectRow(one, sponsors[one.pk], waiting.get(one.entity_id, 0)) for one in subjects]


def subject(actor: Actor, key: int, *, now: datetime) -> "Subject":
    """One subject within the actor's reach. Raises CaseNotVisible."""
    found = subjects_matching(actor, SubjectsWanted(), now=now).filter(pk=key).first()
    if found is None:
        raise CaseNotVisible(f"主体 {key}")
    return found


def going_along(actor: Actor, account_id: int, *, now: datetime) -> tuple[int, int]:
    """How many subjects a person would hand over, and how many open matters go along."""
    held = directory.sponsorships_held_by(account_id, on=localdate(now))
    mine = held.filter(pk__in=directory.sponsorships_within(actor).values("pk"))
    entities = set(mine.values_list("subject__entity_id", flat=True))
    subjects = mine.values("subject_id").distinct().count()
    return subjects, sum(_open_matters(actor, sorted(entities), now=now).values())


def who_may_leave(actor: Actor, *, now: datetime) -> "QuerySet[Account]":
    """Everybody within the actor's reach who answers for somebody as leader or liaison, by name."""
    return directory.holders_of(directory.sponsorships_within(actor), on=localdate(now))


def who_may_follow(actor: Actor, *, now: datetime) -> "QuerySet[Account]":
    """Those who hold a leader's or a liaison's post today, within the actor's reach, by name."""
    return directory.people_in_posts((Role.LDR, Role.LIA), regions=_regions(actor, ""), on=localdate(now))


def _open_matters(actor: Actor, entity_ids: list[int], *, now: datetime) -> dict[int, int]:
    rows = cases.visible_to(actor, kind=rules.KIND, on=localdate(now))
    waiting = rows.filter(applicant_id__in=entity_ids, state__in=rules.APPEAL.open_states).order_by()
    return dict(waiting.values_list("applicant_id").annotate(waiting=Count("pk")))


def _held_by(person: str, *, now: datetime) -> "QuerySet[Sponsorship, int]":
    account_id = whole_number(person)
    if account_id is None:
        raise InvalidInput({"person": "请从列表中选择。"})
    return directory.sponsorships_held_by(account_id, on=localdate(now)).values_list("subject_id", flat=True)


def _regions(actor: Actor, county: str) -> tuple[str, ...]:
    own = geo.descendants(actor.region_code if actor.role == Role.CBO else actor.city_code)
    if county and county not in own:
        raise InvalidInput({"county": "没有这个县市区。"})
    return geo.descendants(county) if county else own
