"""Surveys: open, answer once, close. Every tick of a sheet becomes a problem that somebody must solve."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from yishang.contexts.policies import queries, rules
from yishang.contexts.policies.models import Problem, ProblemType, Sheet, Survey
from yishang.contexts.policies.services.writing import refuse_others
from yishang.kernel.cases import services as cases
from yishang.kernel.clocks import queries as clock_queries
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.documents import services as documents
from yishang.kernel.geo import queries as geo
from yishang.kernel.journal import services as journal
from yishang.kernel.notify import services as notify
from yishang.kernel.notify.rules import Telling


@transaction.atomic
def open_survey(
    *, actor: Actor, entry: rules.SurveyEntry, audience: rules.Audience, at: datetime, is_demo: bool = False
) -> Survey:
    """Open a survey for the subjects of the actor's region; they are told after commit.

    Raises WritingNotYours, InvalidInput (title, closes_on, industries …), NobodyToReach.
    """
    region_code = queries.region_of(actor)
    refuse_others(actor=actor, region_code=region_code)
    faults = rules.survey_faults(entry) | rules.audience_faults(audience, is_region=geo.is_known)
    if entry.closes_on < localdate(at):
        faults["closes_on"] = "结束日期已经过去。"
    if faults:
        raise InvalidInput(faults)
    if not queries.reach_of([audience], region_code=region_code, on=localdate(at)).subjects:
        raise rules.NobodyToReach("没有一家在库主体符合调查对象。", next_step="请放宽调查对象。")
    survey = Survey.objects.create(
        number=documents.next_number(prefix="DC", region_code=region_code, day=localdate(at)),
        title=entry.title.strip(),
        intro=entry.intro.strip(),
        opens_on=entry.opens_on,
        closes_on=entry.closes_on,
        audience=rules.stored(audience),
        region_id=region_code,
        city_id=geo.city_of(region_code),
        opened_by_id=actor.id,
        opened_by_name=actor.name,
        issuer=actor.unit_name or "营商办",
        opened_at=at,
        is_demo=is_demo,
    )
    journal.record(
        actor=actor, verb="policies.survey.opened", subject=survey.number, at=at, first=True,
        data={"title": survey.title, "closes_on": survey.closes_on.isoformat()},
    )  # fmt: skip
    return survey


@transaction.atomic
def tell_of_survey(*, survey_number: str, at: datetime) -> int:
    """Ask every company that a survey is for; how many messages are new. Repeatable."""
    survey = Survey.objects.get(number=survey_number)
    audience = rules.audience_in(survey.audience)
    reach = queries.reach_of([audience], region_code=survey.region_id, on=localdate(at))
    names = {one.entity_id: one.entity.name for one in reach.subjects}
    closes = f"{survey.closes_on.month}月{survey.closes_on.day}日"
    tellings = [
        Telling(
            template="survey_opened",
            context={"issuer": survey.issuer, "enterprise": names[key], "title": survey.title, "due": closes},
            account_ids=ids,
            subject=survey.number,
            dedup_key=f"{survey.number}/{key}",
        )
        for key, ids in directory.accounts_of_entities(names, on=localdate(at)).items()
    ]
    return notify.tell_all(tellings=tellings, at=at)


@transaction.atomic
def close_survey(*, actor: Actor, number: str, at: datetime) -> Survey:
    """Take no more answers. Raises SurveyNotFound, WritingNotYours, SurveyClosed."""
    seen = queries.survey(actor, number)
    refuse_others(actor=actor, region_code=seen.region_id)
    survey = Survey.objects.select_for_update().get(pk=seen.pk)
    if survey.state == "CLOSED":
        raise rules.SurveyClosed("这次调查已经结束。", next_step="请刷新页面。")
    survey.state, survey.closed_at = "CLOSED", at
    survey.save(update_fields=["state", "closed_at"])
    journal.record(actor=actor, verb="policies.survey.closed", subject=survey.number, at=at)
    return survey


@transaction.atomic
def answer_survey(
    *,
    actor: Actor,
    number: str,
    subject_id: int,
    ticks: Sequence[str],
    details: Mapping[str, str],
    at: datetime,
) -> Sheet:
    """Hand in the sheet of one's own subject; each tick opens a problem. The same sheet again is the first one.

    `details` says more of a tick, by its code. Raises SheetOfOthers, SurveyNotFound, SurveyClosed, InvalidInput
    (ticks, details), AlreadyAnswered for another answer.
    """
    if actor.role != Role.ENT:
        raise rules.SheetOfOthers("答卷由企业自己填写。", next_step="请企业用自己的账号登录填写。")
    asked = queries.survey_for(actor, number, subject_id, on=localdate(at))
    if asked.sheet is not None:
        return _first(asked.sheet, ticks)
    survey, subject = asked.survey, asked.subject
    rules.check_answerable(state=survey.state, opens_on=survey.opens_on, closes_on=survey.closes_on, on=localdate(at))
    types = {one.code: one for one in queries.problem_types(on=localdate(at))}
    if faults := rules.tick_faults(ticks, known=types, details=list(details.values())):
        raise InvalidInput(faults)
    sheet = Sheet(
        survey=survey, subject=subject, entity_id=subject.entity_id, ticks=sorted(ticks),
        answered_by_id=actor.id, answered_by_name=actor.name, answered_at=at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            sheet.save(force_insert=True)
    except IntegrityError:  # the other half of a double click was faster
        return _first(Sheet.objects.get(survey=survey, subject=subject), ticks)
    for code in sorted(set(ticks) - {rules.NOTHING}):
        _open_problem(actor, sheet, types[code], details.get(code, "").strip(), at)
    journal.record(
        actor=actor, verb="policies.survey.answered", subject=survey.number, at=at, internal=True,
        data={"subject": subject.name, "ticks": sheet.ticks},
    )  # fmt: skip
    return sheet


def _first(sheet: Sheet, ticks: Sequence[str]) -> Sheet:
    if sheet.ticks == sorted(ticks):
        return sheet
    raise rules.AlreadyAnswered(
        "您企业已经答过这次调查，以第一份答卷为准。",
        next_step="请查看第一份答卷；有新的困难请提交诉求。",
        extra={"survey": sheet.survey.number, "subject": sheet.subject_id},
    )


def _open_problem(actor: Actor, sheet: Sheet, kind: ProblemType, detail: str, at: datetime) -> Problem:
    region_code = sheet.subject.region_id
    half_days = clock_queries.limit_for(process=rules.PROBLEM_KIND, clock_code="assign", on=localdate(at))
    case = cases.open_case(
        actor=actor,
        workflow=rules.PROBLEM,
        number=documents.next_number(prefix="WT", region_code=region_code, day=localdate(at)),
        title=f"{kind.name}：{sheet.subject.name}"[:200],
        region_code=region_code,
        applicant_id=sheet.entity_id,
        category=kind.code,
        at=at,
        fact="opened",
        data={"survey": sheet.survey.number, "type": kind.name, "note": detail},
        clocks_to_start={"assign": half_days},
    )
    problem = Problem(case=case, sheet=sheet, type=kind, detail=detail)
    problem.save(force_insert=True)
    return problem
