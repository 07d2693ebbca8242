"""On the spot: the company's code, the form of all departments, the result. Times are the phone's, within reason."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from yishang.contexts.random_inspection.models import Inspection, InspectObject, LastInspection, LineAnswer, TeamMember
from yishang.contexts.random_inspection.queries import onsite as queries
from yishang.contexts.random_inspection.rules import onsite
from yishang.contexts.random_inspection.services.onsite.claiming import claim, member_of, publish_limit
from yishang.contexts.random_inspection.services.onsite.correcting import check_order, place_order
from yishang.kernel.cases import services as cases
from yishang.kernel.clocks import queries as clocks
from yishang.kernel.clocks import rules as clock_rules
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import Actor
from yishang.kernel.evidence import services as evidence
from yishang.kernel.parties import services as party_services

PICTURES_A_LINE = 6
PICTURES_MOST = 60
MEASURES_LONGEST = 1000
SIGNATURES_MOST = 12
SIGNED_AS = {"OFFICER": "检查人员", "COMPANY": "企业", "WITNESS": "见证人"}


@transaction.atomic
def enter_company(
    *,
    actor: Actor,
    number: str,
    way: str,
    present: Sequence[int],
    at: datetime,
    code: str = "",
    entered_at: datetime | None = None,
    scanned_at: datetime | None = None,
    reason: str = "",
    client_key: str = "",
    version: int | None = None,
) -> Inspection:
    """扫码入企: who came (keys of the team), when, and the company's code as it was scanned or typed.

    Raises NotOnTheTeam, WrongCode, InvalidInput (way, present, entered_at, scanned_at, reason), as cases.claim raises.
    """
    claimed, inspection = claim(actor=actor, number=number, move="enter_company", at=at, version=version)
    member_of(actor=actor, inspection=inspection)
    entered = entered_at or at
    entry = onsite.Entry(entered, scanned_at or entered, way, reason.strip())
    if way == onsite.REMOTE and inspection.on_spot:
        raise InvalidInput({"way": "这次检查要到现场，请扫企业码。"})
    onsite.check_entry(entry, at=at)
    here = _present(inspection, present, on=localdate(entered))
    if way not in onsite.WITHOUT_CODE and not queries.opens_company(code, uscc=inspection.entity.uscc):
        raise onsite.WrongCode(
            "这不是这家企业的企业码。", next_step="请扫企业墙上或手机上的企业码，或输入码下的八位字符。"
        )
    inspection.entered_at, inspection.scanned_at = entered, entry.scanned_at
    inspection.entry_way, inspection.entry_reason = way, entry.reason
    inspection.present, inspection.client_key = here, client_key[:60]
    inspection.save()
    names = [one.name for one in queries.team_of(inspection) if one.pk in here]
    cases.move(
        claim=claimed, at=at,
        data={"entered": entered.isoformat(), "way": way, "present": names, "note": entry.reason},
    )  # fmt: skip
    if inspection.on_spot:
        party_services.note_call_made(
            entity_id=inspection.entity_id, matter=number, what="检查",
            who="、".join(dict.fromkeys(one.unit.short_name for one in queries.team_of(inspection))),
            on=localdate(entered),
        )  # fmt: skip
    return inspection


@transaction.atomic
def fill_lines(
    *, actor: Actor, number: str, answers: Sequence[Mapping[str, Any]], at: datetime, version: int | None = None
) -> Inspection:
    """Answer lines of the form: each `{"line", "value", "finding", "images"}`, each by the department it belongs to.

    Sent again they replace what the same department said before. Raises NotOnTheTeam, InvalidInput (one entry for each
    line at fault), and what cases.claim raises.
    """
    claimed, inspection = claim(actor=actor, number=number, move="fill_lines", at=at, version=version)
    _keep_answers(inspection, member_of(actor=actor, inspection=inspection), answers, actor=actor, at=at)
    cases.move(claim=claimed, at=at, data={"lines": len(answers)})
    return inspection


@transaction.atomic
def enter_result(
    *,
    actor: Actor,
    number: str,
    results: Sequence[str],
    at: datetime,
    problem: str = "",
    measures: str = "",
    answers: Sequence[Mapping[str, Any]] = (),
    signatures: Sequence[Mapping[str, Any]] = (),
    refusal_note: str = "",
    order: str = "",
    order_days: int | None = None,
    left_at: datetime | None = None,
    version: int | None = None,
) -> Inspection:
    """Hand the inspection in: the whole form, its results, signatures; with an order where the results say so.

    Raises FormNotWhole (which departments left out what), NotOnTheTeam, InvalidInput (results, problem, measures,
    signatures, refusal_note, order, order_days, left_at), and what cases.claim raises.
    """
    claimed, inspection = claim(actor=actor, number=number, move="enter_result", at=at, version=version)
    member = member_of(actor=actor, inspection=inspection)
    if answers:
        _keep_answers(inspection, member, answers, actor=actor, at=at)
    _refuse_gaps(inspection)
    left = left_at or at
    _check(inspection, results, problem, measures, signatures, refusal_note, left=left, at=at)
    if onsite.needs_order(results):
        check_order(order=order, days=order_days)
    signed = _signed(inspection, signatures, actor=actor)
    inspection.results = [code for code in onsite.RESULTS if code in set(results)]
    inspection.problem, inspection.measures = problem.strip(), measures.strip()
    inspection.refusal_note, inspection.signatures = refusal_note.strip(), signed
    inspection.left_at, inspection.ended_on = left, localdate(left)
    inspection.entered_by_id, inspection.entered_by_name = actor.id, actor.name
    inspection.save()
    _note_last(inspection)
    data = {"results": inspection.results, "note": onsite.words_of(inspection.results), "left": left.isoformat()}
    cases.move(claim=claimed, at=at, data=data, clocks_to_start={"publish": _publish_within(left, at=at)})
    if onsite.needs_order(inspection.results):
        place_order(actor=actor, number=number, content=order, days=order_days or 0, at=at)
    return inspection


def _present(inspection: Inspection, present: Sequence[int], *, on: Any) -> list[int]:
    team = {one.pk: one for one in queries.team_of(inspection)}
    if strangers := [key for key in present if key not in team]:
        raise InvalidInput({"present": f"有 {len(strangers)} 人不在检查组里。"})
    here = [team[key] for key in dict.fromkeys(present)]
    people = [onsite.Person(one.pk, one.name, one.certificate_until, one.role == "EXPERT") for one in here]
    if faults := onsite.faults_of_team(people, on=on):
        raise InvalidInput(faults)
    return [one.pk for one in here]


def _keep_answers(
    inspection: Inspection, member: TeamMember, answers: Sequence[Mapping[str, Any]], *, actor: Actor, at: datetime
) -> None:
    lines = {line.key: line for line in onsite.lines_from(inspection.lines)}
    faults: dict[str, str] = {}
    others: list[onsite.Line] = []
    for told in answers:
        line = lines.get(str(told.get("line", "")))
        if line is None:
            faults[str(told.get("line", "line"))[:20]] = "检查表里没有这一项。"
        elif not queries.answers_for(inspection, member, line):
            others.append(line)
        elif fault := onsite.fault_of(_answered(told)):
            faults[line.key] = fault
        elif len(told.get("images") or []) > PICTURES_A_LINE:
            faults[line.key] = f"一项最多 {PICTURES_A_LINE} 张照片。"
    if others:
        raise onsite.NotOnTheTeam(f"“{others[0].text}”由{others[0].unit}填写。", next_step="各部门只填写本部门的栏目。")
    if faults:
        raise InvalidInput(faults)
    pictures = [int(one) for told in answers for one in told.get("images") or []]
    evidence.attach(actor=actor, picture_ids=pictures, subject=inspection.case.number, limit=PICTURES_MOST)
    for told in answers:
        said = _answered(told)
        LineAnswer.objects.update_or_create(
            inspection=inspection, line=str(told["line"]),
            defaults={
                "value": said.value, "finding": said.finding.strip(), "pictures": list(said.pictures),
                "by_id": actor.id, "by_name": actor.name, "at": at,
            },
        )  # fmt: skip


def _answered(told: Mapping[str, Any]) -> onsite.Answered:
    return onsite.Answered(
        str(told.get("value", "")), str(told.get("finding", "") or ""), tuple(told.get("images") or ())
    )


def _refuse_gaps(inspection: Inspection) -> None:
    """任一部门未填不得提交; a company that nobody got into has no form to fill."""
    if inspection.entry_way == onsite.ABSENT:
        return
    left = onsite.missing(onsite.lines_from(inspection.lines), queries.answers_of(inspection))
    if left:
        who = "；".join(f"{unit} {len(lines)} 项" for unit, lines in left.items())
        raise onsite.FormNotWhole(
            f"检查表还没有填完：{who}。", next_step="请各部门填完；没有检查的项选“未检查”并写明原因。"
        )


def _check(
    inspection: Inspection, results: Sequence[str], problem: str, measures: str,
    signatures: Sequence[Mapping[str, Any]], refusal_note: str, *, left: datetime, at: datetime,
) -> None:  # fmt: skip
    assert inspection.entered_at is not None, "the table lets nobody hand in who has not come"
    tally = onsite.tally(onsite.lines_from(inspection.lines), queries.answers_of(inspection))
    faults = onsite.faults_of(results, problem=problem, tally=tally)
    if inspection.entry_way == onsite.ABSENT and not set(results) <= onsite.FOUND_ABSENT and "results" not in faults:
        faults["results"] = "没有扫到企业码，结果只能是无法联系、不配合检查或未发现开展经营活动。"
    if onsite.REFUSED in results and not refusal_note.strip():
        faults["refusal_note"] = "不配合检查的，请写明拒绝检查的经过。"
    if max(len(measures), len(refusal_note)) > MEASURES_LONGEST:
        faults["measures"] = f"最多 {MEASURES_LONGEST} 个字。"
    faults |= onsite.left_faults(entered_at=inspection.entered_at, left_at=left, at=at)
    if fault := _fault_of_signatures(signatures):
        faults["signatures"] = fault
    if faults:
        raise InvalidInput(faults)


def _fault_of_signatures(signatures: Sequence[Mapping[str, Any]]) -> str:
    """两名检查人员签字; the company signs, or the two note that it would not."""
    if len(signatures) > SIGNATURES_MOST or any(one.get("as") not in SIGNED_AS for one in signatures):
        return "签字读不懂，请重新签。"
    officers = {str(one.get("who", "")).strip() for one in signatures if one["as"] == "OFFICER"} - {""}
    return "" if len(officers) >= 2 else "请两名检查人员分别签字。"


def _signed(inspection: Inspection, signatures: Sequence[Mapping[str, Any]], *, actor: Actor) -> list[dict[str, Any]]:
    pictures = [int(one["picture"]) for one in signatures if one.get("picture")]
    evidence.attach(actor=actor, picture_ids=pictures, subject=inspection.case.number, limit=SIGNATURES_MOST)
    return [{"who": str(one.get("who", ""))[:60], "as": one["as"], "picture": one.get("picture")} for one in signatures]


def _publish_within(left: datetime, *, at: datetime) -> int:
    """What is left of the time for publication: it runs from the end of the inspection, whenever that is handed in."""
    passed = clock_rules.half_days_between(clocks.calendar(), left, at) if at > left else 0
    return max(publish_limit(at=left) - passed, 1)


def _note_last(inspection: Inspection) -> None:
    """For the draws to come: when this company was last inspected for each item, and by whom."""
    found = InspectObject.objects.filter(entity_id=inspection.entity_id, kind="ENTITY").first()
    if found is None or inspection.ended_on is None:
        return
    people = [one.inspector_id for one in queries.team_of(inspection) if one.inspector_id]
    for item in inspection.items:
        LastInspection.objects.update_or_create(
            object=found, item_code=item["code"], defaults={"on": inspection.ended_on, "inspectors": people}
        )
