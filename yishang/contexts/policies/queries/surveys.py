"""Surveys: those of an office, those that a company should answer, and what came of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, QuerySet

from yishang.contexts.policies import rules
from yishang.contexts.policies.models import Problem, ProblemType, Sheet, Survey
from yishang.contexts.policies.queries.audience import profile_of
from yishang.contexts.policies.queries.pushes import CITY_READERS
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.geo import queries as geo
from yishang.kernel.parties import queries as parties

if TYPE_CHECKING:
    from yishang.kernel.parties.models import Subject

PROJECTS = Count("pk", filter=Q(subject__subject_type="KEY_PROJECT"))
ENTERPRISES = Count("pk", filter=Q(subject__subject_type="ABOVE_SCALE_ENT"))
CLEARED = Count("pk", filter=Q(case__state="CLEARED"))
TAKEN, BROUGHT = ("survey_id", "projects", "enterprises"), ("sheet__survey_id", "problems", "cleared")


@dataclass(frozen=True)
class Turnout:
    """Who took part in a survey and what they brought up."""

    projects: int
    enterprises: int
    problems: int
    cleared: int


@dataclass(frozen=True)
class ToAnswer:
    """A survey for one subject of a company: its sheet when it was answered."""

    survey: Survey
    subject: "Subject"
    sheet: Sheet | None
    is_open: bool


def visible_surveys(actor: Actor) -> "QuerySet[Survey]":
    """The surveys of the actor's city; for a county's office the city's and its own."""
    if actor.role == "SYSTEM":
        return Survey.objects.all()
    if actor.role in CITY_READERS:
        return Survey.objects.filter(city_id=actor.city_code)
    if actor.role == Role.CBO:
        return Survey.objects.filter(city_id=actor.city_code, region_id__in=[actor.city_code, actor.region_code])
    return Survey.objects.none()


def survey(actor: Actor, number: str) -> Survey:
    """One survey of an office. Raises SurveyNotFound."""
    found = visible_surveys(actor).filter(number=number).first()
    if found is None:
        raise survey_not_found(number)
    return found


def sheets_of(found: Survey, actor: Actor) -> "QuerySet[Sheet]":
    """The sheets of a survey that the actor may see."""
    return _sheets(actor).filter(survey=found).select_related("subject", "entity")


def _sheets(actor: Actor) -> "QuerySet[Sheet]":
    rows = Sheet.objects.all()
    if actor.role == Role.CBO:
        return rows.filter(subject__region_id__in=geo.descendants(actor.region_code))
    return rows if actor.role in (*CITY_READERS, "SYSTEM") else rows.none()


def turnout_of(found: Survey, actor: Actor) -> Turnout:
    """How many took part and what became of their problems, in two statements."""
    return turnouts_of([found], actor)[found.pk]


def turnouts_of(surveys: Sequence[Survey], actor: Actor) -> dict[int, Turnout]:
    """The same of many surveys, by their keys, in two statements however many they are."""
    sheets = _sheets(actor).filter(survey__in=surveys).order_by()
    taken = sheets.values("survey_id").annotate(projects=PROJECTS, enterprises=ENTERPRISES)
    people = {key: (projects, firms) for key, projects, firms in taken.values_list(*TAKEN)}
    brought = Problem.objects.filter(sheet__in=sheets).order_by().values("sheet__survey_id")
    counts = brought.annotate(problems=Count("pk"), cleared=CLEARED).values_list(*BROUGHT)
    problems = {key: (many, cleared) for key, many, cleared in counts}
    return {one.pk: Turnout(*people.get(one.pk, (0, 0)), *problems.get(one.pk, (0, 0))) for one in surveys}


def by_type(found: Survey, actor: Actor) -> list[dict[str, Any]]:
    """Each problem type with how often it was ticked and struck off, the most frequent first."""
    rows = Problem.objects.filter(sheet__in=sheets_of(found, actor).order_by()).order_by().values("type_id")
    cleared = Count("pk", filter=Q(case__state="CLEARED"))
    counts = rows.annotate(many=Count("pk"), done=cleared).values_list("type_id", "many", "done")
    counted = {code: (many, done) for code, many, done in counts}
    listed = [(one, *counted.get(one.pk, (0, 0))) for one in ProblemType.objects.all()]
    return [
        {"type": one, "problems": problems, "cleared": cleared}
        for one, problems, cleared in sorted(listed, key=lambda row: (-row[1], row[0].code))
    ]


def surveys_to_answer(actor: Actor, *, on: date) -> list[ToAnswer]:
    """The surveys of the actor's companies, open and unanswered ones first; the newest first among equals."""
    subjects = own_subjects(actor, on=on)
    known = Survey.objects.filter(city_id=actor.city_code, state__in=("OPEN", "CLOSED"), opens_on__lte=on)
    sheets = {(one.survey_id, one.subject_id): one for one in Sheet.objects.filter(entity_id__in=actor.entity_ids)}
    found = [
        ToAnswer(one, subject, sheets.get((one.pk, subject.pk)), is_open_on(one, on))
        for one in known.order_by("-pk")
        for subject in subjects
        if (one.pk, subject.pk) in sheets or (is_open_on(one, on) and is_for(one, subject, on=on))
    ]
    return sorted(found, key=lambda one: (one.sheet is not None, not one.is_open))


def is_open_on(found: Survey, on: date) -> bool:
    """Whether it can be answered that day."""
    return found.state == "OPEN" and found.opens_on <= on <= found.closes_on


def is_for(found: Survey, subject: "Subject", *, on: date) -> bool:
    """Whether a subject belongs to those whom a survey asks."""
    if subject.region_id not in geo.descendants(found.region_id):
        return False
    audience = rules.audience_in(found.audience)
    return rules.match(audience, profile_of(subject), on=on, region_name=geo.name_of).fits


def own_subjects(actor: Actor, *, on: date) -> "list[Subject]":
    """The listings of the actor's companies that day, with company and project."""
    rows = parties.library(on=on).filter(entity_id__in=actor.entity_ids).select_related("entity", "project")
    return list(rows.order_by("subject_type", "pk"))


def survey_for(actor: Actor, number: str, subject_id: int | None, *, on: date) -> ToAnswer:
    """A survey as one of the actor's subjects meets it; of several subjects the first that is asked.

    Raises SurveyNotFound, SheetOfOthers for a subject that is not the actor's.
    """
    found = Survey.objects.filter(number=number, city_id=actor.city_code).exclude(state="DRAFT").first()
    subjects = own_subjects(actor, on=on)
    if subject_id is not None and subject_id not in {one.pk for one in subjects}:
        raise rules.SheetOfOthers("这份答卷不是您企业的。", next_step="请从“调查”里打开自己的答卷。")
    if found is None:
        raise survey_not_found(number)
    sheets = {one.subject_id: one for one in Sheet.objects.filter(survey=found, subject__in=subjects)}
    asked = [one for one in subjects if one.pk in sheets or is_for(found, one, on=on)]
    chosen = next((one for one in asked if subject_id in (None, one.pk)), None)
    if chosen is None:
        raise survey_not_found(number)
    return ToAnswer(found, chosen, sheets.get(chosen.pk), is_open_on(found, on))


def survey_not_found(number: str) -> rules.SurveyNotFound:
    return rules.SurveyNotFound(f"没有找到调查 {number}。", next_step="请回到列表查找；不在调查范围的企业不用作答。")
