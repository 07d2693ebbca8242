"""Bundles under way as each post sees them: lists of whole matters and of parts; and one of them in full."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from yishang.contexts.bundles import rules
from yishang.contexts.bundles.models import Package, PackagePaper, PackagePart
from yishang.kernel.cases import queries as cases
from yishang.kernel.cases.rules import CaseNotVisible, Move, Workflow, duties_of
from yishang.kernel.clocks import queries as clock_queries
from yishang.kernel.clocks import rules as clock_rules
from yishang.kernel.context import check_known
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import ANSWERING, Actor, Role
from yishang.kernel.evidence import queries as evidence
from yishang.kernel.geo import queries as geo
from yishang.kernel.journal import queries as journal
from yishang.kernel.ratings import queries as ratings

if TYPE_CHECKING:
    from yishang.kernel.cases.models import Case
    from yishang.kernel.evidence.models import Picture
    from yishang.kernel.journal.models import Fact

HEAPS = {"waiting": "等我办", "open": "办理中", "overdue": "超期", "ended": "已了结", "all": "全部"}
VIEWS = {"parts": rules.PART, "packages": rules.PACKAGE}
BESIDE = {
    rules.PART_KIND: ("unit", "applicant", "package_part__package"),
    rules.PACKAGE_KIND: ("unit", "applicant", "package"),
}
WAITING = {rules.PART_KIND: ("RECEIVED", "HANDLING"), rules.PACKAGE_KIND: ("READY", "PARTLY")}


@dataclass(frozen=True)
class Wanted:
    """What a list is asked for; empty means any."""

    view: str = "parts"
    heap: str = "all"
    state: str = ""
    bundle: str = ""
    county: str = ""
    q: str = ""


@dataclass(frozen=True)
class PartLine:
    """A part as the page of the whole shows it."""

    part: PackagePart
    state: str
    tone: str
    lamp: str
    lamp_text: str
    is_slow: bool
    waits_for: tuple[str, ...]


@dataclass(frozen=True)
class Detail:
    """A whole matter as its page shows it."""

    case: "Case"
    package: Package
    moves: list[Move]
    parts: list[PartLine]
    papers: list[PackagePaper]
    asked: list[tuple[str, str, list[PackagePaper]]]  # department, reason, papers
    facts: "list[Fact]"
    pictures: "list[Picture]"
    is_rated: bool

    @property
    def to_tick(self) -> list[PackagePaper]:
        """Everything that was asked for, each paper once."""
        return list({paper.key: paper for _, _, papers in self.asked for paper in papers}.values())


@dataclass(frozen=True)
class PartDetail:
    """One part as its department sees it."""

    case: "Case"
    part: PackagePart
    moves: list[Move]
    papers: list[PackagePaper]
    facts: "list[Fact]"
    pictures: "list[Picture]"

    @property
    def to_tick(self) -> list[PackagePaper]:
        """What this department may ask to correct."""
        return [one for one in self.papers if not one.spared_by]


def matching(actor: Actor, wanted: Wanted, *, now: datetime) -> "QuerySet[Case]":
    """The matters of a list that the actor may see. Raises InvalidInput for words that mean nothing."""
    check_known("view", wanted.view, VIEWS)
    check_known("heap", wanted.heap, HEAPS)
    workflow = VIEWS[wanted.view]
    rows = cases.visible_to(actor, kind=workflow.kind, on=localdate(now)).filter(_heap(workflow, wanted.heap, now))
    if wanted.view == "parts" and actor.role == Role.DEP:
        rows = rows.filter(Q(unit_id=actor.unit_id))
    named = {"state": wanted.state, "category": wanted.bundle, "region_id": wanted.county}
    rows = rows.filter(**{column: value for column, value in named.items() if value})
    if words := wanted.q.strip():
        rows = rows.filter(Q(number__icontains=words) | Q(title__icontains=words) | Q(applicant__name__icontains=words))
    return rows


def page(actor: Actor, wanted: Wanted, *, now: datetime, cursor: str, limit: int) -> cases.Page:
    """One page of a list, the newest first. Raises InvalidInput."""
    beside = BESIDE[VIEWS[wanted.view].kind] if wanted.view in VIEWS else ()
    return cases.page_of(matching(actor, wanted, now=now), cursor=cursor, limit=limit, beside=beside, counter="件")


def row(case: "Case", *, now: datetime) -> dict[str, Any]:
    """One line of a list; `case` brings BESIDE along."""
    workflow = rules.PART if case.kind == rules.PART_KIND else rules.PACKAGE
    state = workflow.state(case.state)
    lamp, words = lamp_of(case, now=now)
    package = case.package_part.package if case.kind == rules.PART_KIND else case.package
    return {
        "number": case.number, "title": case.title, "is_part": case.kind == rules.PART_KIND,
        "company": case.applicant.name if case.applicant else "", "uscc": case.applicant.uscc if case.applicant else "",
        "shop_name": package.shop_name, "bundle": package.bundle_name, "is_demo": package.is_demo,
        "state": case.state, "state_label": state.label, "tone": state.tone, "lamp": lamp, "lamp_text": words,
        "is_running": case.due_at is not None, "county_name": geo.short_name_of(case.region_id),
        "unit_name": case.unit.short_name if case.unit else "", "helper": package.helper_name,
        "opened_at": case.opened_at, "due_at": case.due_at, "closed_at": case.closed_at, "version": case.version,
    }  # fmt: skip


def detail(actor: Actor, number: str, *, now: datetime) -> Detail:
    """A whole matter. Raises CaseNotVisible."""
    case = _visible(actor, rules.PACKAGE, number, now)
    package = case.package
    parts = list(package.parts.select_related("case__unit"))
    papers = list(package.papers.all())
    by_key = {one.key: one for one in papers}
    asked = [
        (one.department, one.reason, [by_key[key] for key in one.wanted if key in by_key])
        for one in parts
        if one.case.state == "ASKED"
    ]
    moves = rules.PACKAGE.moves_from(case.state, duties_of(actor, unit_id=case.unit_id))
    is_rated = case.closed_at is not None and ratings.rating_of(case.pk) is not None
    return Detail(
        case=case, package=package,
        moves=[one for one in moves if not (is_rated and one.name == "rate_package")],
        parts=_lines(parts, now), papers=papers, asked=asked,
        facts=_course(number, parts, include_internal=actor.role != Role.ENT),
        pictures=evidence.pictures_of(number), is_rated=is_rated,
    )  # fmt: skip


def part_detail(actor: Actor, number: str, *, now: datetime) -> PartDetail:
    """One part. Raises CaseNotVisible."""
    case = _visible(actor, rules.PART, number, now)
    part = case.package_part
    papers = [one for one in part.package.papers.all() if part.key in one.users]
    moves = list(rules.PART.moves_from(case.state, duties_of(actor, unit_id=case.unit_id)))
    if all(one.spared_by for one in papers):  # nothing of it was handed in, so there is nothing to correct
        moves = [one for one in moves if one.name != "note_correction"]
    return PartDetail(
        case=case, part=part, papers=papers, moves=moves,
        facts=list(journal.timeline(number, include_internal=actor.role != Role.ENT)),
        pictures=evidence.pictures_of(part.package.case.number),
    )  # fmt: skip


def own_matters(actor: Actor, *, now: datetime) -> "list[Case]":
    """The bundles of the actor's companies, the newest first."""
    rows = cases.visible_to(actor, kind=rules.PACKAGE_KIND, on=localdate(now))
    return list(rows.select_related(*BESIDE[rules.PACKAGE_KIND]).order_by("-id")[:50])


def helpers_of(unit_id: int | None) -> list[tuple[str, str]]:
    """Who of a window may accompany applicants: account's key and name."""
    found = (directory.account(one) for one in sorted(directory.people_on_duty(unit_id or 0, ANSWERING)))
    return [(str(one.pk), one.name) for one in found if one]


def lamp_of(case: "Case", *, now: datetime) -> tuple[str, str]:
    """Colour and words of the current clock."""
    workflow = rules.PART if case.kind == rules.PART_KIND else rules.PACKAGE
    if case.due_at is None or case.warn_at is None:
        ended = workflow.state(case.state).ended
        return ("done" if ended else "none"), workflow.state(case.state).label
    colour = clock_rules.lamp(now=now, warn_at=case.warn_at, due_at=case.due_at, paused=case.is_paused)
    return colour, clock_rules.remaining_text(clock_queries.calendar(), now=now, due_at=case.due_at)


def _lines(parts: Sequence[PackagePart], now: datetime) -> list[PartLine]:
    due = {one.key: one.case.due_at for one in parts if one.case.due_at}
    slow = rules.bottleneck(due, [rules.PartNow(one.key, tuple(one.after), one.case.state) for one in parts])
    names = {one.key: one.items[0]["name"] for one in parts}
    open_keys = {one.key for one in parts if not rules.PART.state(one.case.state).ended}
    return [
        PartLine(
            one, rules.PART.state(one.case.state).label, rules.PART.state(one.case.state).tone,
            *lamp_of(one.case, now=now), bool(slow) and one.key == slow[0],
            tuple(names[key] for key in one.after if key in open_keys),
        )
        for one in parts
    ]  # fmt: skip


def _course(number: str, parts: Sequence[PackagePart], *, include_internal: bool) -> "list[Fact]":
    """The facts of the whole and of every part in one line, the latest first, like a parcel's."""
    subjects = [number, *(one.case.number for one in parts)]
    found = journal.facts_of(subjects, include_internal=include_internal)
    told = [fact for facts in found.values() for fact in facts if fact.verb != f"{rules.PART_KIND}.opened"]
    return sorted(told, key=lambda fact: fact.pk, reverse=True)


def _visible(actor: Actor, workflow: Workflow, number: str, now: datetime) -> "Case":
    case = cases.visible_one(actor, workflow=workflow, number=number, on=localdate(now))
    if case is None:
        raise CaseNotVisible(number)
    return case


def _heap(workflow: Workflow, heap: str, now: datetime) -> Q:
    open_states = workflow.open_states
    return {
        "waiting": Q(state__in=WAITING[workflow.kind]),
        "open": Q(state__in=open_states),
        "overdue": Q(state__in=open_states, due_at__lt=now, is_paused=False),
        "ended": ~Q(state__in=open_states),
        "all": Q(),
    }[heap]
