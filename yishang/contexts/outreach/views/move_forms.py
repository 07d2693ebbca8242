"""The form of each move as the desk shows it: filled in as far as the platform knows, with what helps to decide."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms as django_forms
from django.urls import reverse
from django.utils.timezone import localdate

from yishang.contexts.outreach import forms, queries, rules
from yishang.contexts.outreach.views import coordination
from yishang.kernel.cases.rules import Move
from yishang.kernel.clocks import queries as clock_queries
from yishang.kernel.clocks import rules as clock_rules
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import Actor
from yishang.kernel.intake.rules import whole_number

STAR_MEANS = {
    1: "可直接答复的咨询",
    2: "一个部门职权内能办",
    3: "要两个以上部门",
    4: "复杂个性问题，联席会议",
    5: "涉体制机制的共性问题，专题会议",
}
ROUTE_OF_STAR = {1: "GENERAL", 2: "GENERAL", 3: "GENERAL", 4: "INDIVIDUAL", 5: "COMMON"}
LINE_MEANS = {"COUNTY": "包抓领导、部门现场协调，本办跟踪填报", "DISPATCH": "转给第一责任单位限时办结"}
ROUTE_MEANS = {"GENERAL": "直接交办第一责任人", "INDIVIDUAL": "联席会议协调", "COMMON": "分管副市长专题会议协调"}
RISKY = frozenset({"reject_appeal", "reopen_appeal", "request_return", "request_shelving", "shelve_appeal"})
FIELD_OF_SERVICE = {"half_days": "days"}
ASKED_ON_PAGE = {
    "request_return": {"basis": "请写明权责依据：按哪份清单、哪条规定不归本单位。"}
}  # machines may leave it out
TEMPLATES = {
    **coordination.TEMPLATES,
    "arbitrate_return": "arbitrate",
    "merge_appeal": "merge",
    "triage_appeal": "triage",
    "dispatch_appeal": "dispatch",
}

Words = dict[str, Any]


@dataclass(frozen=True)
class Sitting:
    """Somebody with a form in front of them: what they fill in, about which matter, when."""

    form: django_forms.Form
    found: queries.Detail
    actor: Actor
    now: datetime


def form_for(move: str, found: queries.Detail, given: Mapping[str, Any] | None = None) -> django_forms.Form:
    """The form of a move: with what was sent, else with what is known already."""
    form_class = forms.INTENTIONS[move].form
    if given is not None:
        return _asking(move, form_class(given))
    appeal, case = found.appeal, found.case
    known = {
        "triage_appeal": {
            "category": case.category,
            "star": case.grade,
            "line": appeal.line or "DISPATCH",
            "route": appeal.route or "GENERAL",
        },
    }
    known[move] = known.get(move) or coordination.known(move, found)
    if case.state == "SHELVE_REQ":
        known["shelve_appeal"] = {"review_on": _proposed_review(found)}
    return _asking(move, form_class(initial=known.get(move, {})))


def _asking(move: str, form: django_forms.Form) -> django_forms.Form:
    """What a page asks for beyond what machines have to send."""
    for name, fault in ASKED_ON_PAGE.get(move, {}).items():
        form.fields[name].required = True
        form.fields[name].error_messages["required"] = fault
    return form


def _proposed_review(found: queries.Detail) -> str:
    """The day that the unit proposed when it asked for shelving."""
    return str(queries.last_said(found.case.number, "shelving_requested").get("review_on", ""))


def page_faults(move: str, given: Mapping[str, Any]) -> dict[str, str]:
    """Field → fault of what a page asks for beyond what machines have to send."""
    asked = ASKED_ON_PAGE.get(move, {})
    return {name: fault for name, fault in asked.items() if not rules.visible(str(given.get(name, "")))}


def with_faults(form: django_forms.Form, refusal: InvalidInput) -> django_forms.Form:
    """The same form, everything kept, with the refusal's words at the fields they speak of."""
    form.is_valid()
    forms.add_faults(form, refusal, FIELD_OF_SERVICE)
    return form


def words_for(move: Move, form: django_forms.Form, found: queries.Detail, *, actor: Actor, now: datetime) -> Words:
    """What the template of a move's form is given."""
    prepare = _HELP.get(move.name)
    return {
        "move": move,
        "form": form,
        "move_template": f"outreach/desk/{TEMPLATES.get(move.name, 'plain_move')}.html",
        "upload_url": "/api/v1/images",
        "replies": queries.replies_for(actor, found.case, move.name),
        "reply_fills": f"id_{rules.REPLY_FIELDS.get(move.name, '')}",
        "uploaded": _uploaded(form),
        "move_help": prepare(Sitting(form, found, actor, now)) if prepare else {},
        "is_risky": move.name
        in ("reject_appeal", "reopen_appeal", "request_return", "request_shelving", "shelve_appeal"),
    }


def _triage_help(at: Sitting) -> Words:
    """Five stars side by side, each with its limit and the day it would end if dispatched now."""
    chosen = str(at.form["star"].value() or "")
    stars = []
    for star in range(1, 6):
        half_days = _limit(at.found, star)
        due = clock_rules.due_moment(clock_queries.calendar(), at.now, half_days)
        stars.append(
            {
                "value": str(star),
                "signs": "★" * star,
                "means": STAR_MEANS[star],
                "limit": clock_rules.working_days_text(half_days),
                "due": due,
                "route": ROUTE_OF_STAR[star],
                "checked": chosen == str(star),
            }
        )
    return {
        "suggestion": queries.suggestion_for(at.found.appeal),
        "stars": stars,
        "lines": _explained(at.form["line"], rules.LINES, LINE_MEANS),
        "routes": _explained(at.form["route"], rules.ROUTES, ROUTE_MEANS),
    }


def _explained(field: django_forms.BoundField, labels: Mapping[str, str], means: Mapping[str, str]) -> list[Words]:
    chosen = field.value()
    return [{"value": one, "label": labels[one], "means": means[one], "checked": one == chosen} for one in labels]


def _merge_help(at: Sitting) -> Words:
    """The matters that look the same, the most alike chosen already."""
    found = queries.duplicates_of(at.actor, at.found.appeal, now=at.now)
    chosen = at.form["into"].value() or (found[0].case.number if found else "")
    rows = [{"case": one.case, "percent": one.percent, "state_label": one.state_label} for one in found]
    return {"duplicates": rows, "chosen": chosen, "threshold": rules.LIKENESS_PERCENT}


def _dispatch_help(at: Sitting) -> Words:
    """Units by group, those that had the like before on top; the limit that starts running."""
    choices = queries.unit_choices(at.actor, at.found.case, now=at.now)
    groups: dict[str, list[Words]] = {}
    chosen = at.form["unit"].value() or ("" if at.found.case.unit_id else _own_office(at.found, at.actor, choices))
    for one in choices:
        row = {"code": one.code, "name": one.name, "short_name": one.short_name, "like": one.like}
        groups.setdefault(one.group, []).append({**row, "checked": one.code == chosen})
    kind = queries.category(at.found.case.category)
    half_days = _limit(at.found, at.found.case.grade)
    return {
        "groups": list(groups.items()),
        "lead_hint": kind.lead_hint if kind else "",
        "co_units": _co_unit_groups(at, choices) if (at.found.case.grade or 0) >= rules.CO_UNITS_FROM_STAR else [],
        "limit": clock_rules.working_days_text(half_days),
        "due": clock_rules.due_moment(clock_queries.calendar(), at.now, half_days),
    }


def _co_unit_groups(at: Sitting, choices: list[queries.UnitChoice]) -> list[tuple[str, list[Words]]]:
    """Who may work along, from ★3 on; those ticked before a fault stay ticked."""
    chosen = set(at.form["co_units"].value() or ()) if "co_units" in at.form.fields else set()
    groups: dict[str, list[Words]] = {}
    for one in choices:
        row = {"code": one.code, "name": one.name, "short_name": one.short_name, "checked": one.code in chosen}
        groups.setdefault(one.group, []).append(row)
    return list(groups.items())


def _ruling_help(at: Sitting) -> Words:
    """As for dispatching, with what each unit gave as its reason; nobody is chosen beforehand."""
    asked = [entry for entry in at.found.timeline if entry.fact == "return_requested"]
    return {**_dispatch_help(at), "returns": asked}


def _shelving_help(at: Sitting) -> Words:
    """What the unit proposed, where it asked."""
    asked = next((entry for entry in reversed(at.found.timeline) if entry.fact == "shelving_requested"), None)
    if asked is None or at.found.case.state != "SHELVE_REQ":
        return {"hint": "挂账期间时限暂停，不算办结，单独统计；企业会收到理由和复查日期。"}
    return {"hint": f"承办单位的理由：{asked.note}（{'；'.join(asked.details)}）"}


def _second_return_help(at: Sitting) -> Words:
    """A second request goes to the city, and is a warning."""
    if at.found.appeal.returned_count == 0:
        return {"hint": "须在签收时限内提出。营商办 1 个工作日内答复；第二次申请退回由市营商办裁定。"}
    return {"hint": "这件已申请退回过一次。再次申请由市营商办裁定承办单位，并记为推诿预警（W3）。"}


def _own_office(found: queries.Detail, actor: Actor, choices: list[queries.UnitChoice]) -> str:
    """On line A the county's own office follows the matter."""
    if found.appeal.line != "COUNTY":
        return ""
    return next((one.code for one in choices if one.name == actor.unit_name), "")


def _extension_help(at: Sitting) -> Words:
    code = "rework" if at.found.appeal.reopened_count else "handle"
    longest = clock_rules.working_days_text(_limit(at.found, at.found.case.grade, code))
    return {"hint": f"最多 {longest}，每件只能延期一次，须在到期前 1 个工作日申请。"}


def _decide_extension_help(at: Sitting) -> Words:
    asked = at.found.appeal.requested_half_days or 0
    return {"hint": f"承办单位申请延长 {clock_rules.working_days_text(asked)}。"}


def _call_help(at: Sitting) -> Words:
    rated = f"评价 {at.found.rating.star} 星" if at.found.rating else "没有评价"
    whom = f"{at.found.contact_name} {at.found.contact_phone}"
    return {"hint": f"拨打 {whom}，完整号码在上面“联系人”处查看。企业{rated}。"}


def _limit(found: queries.Detail, star: int | None, code: str = "handle") -> int:
    grade = "" if star is None else str(star)
    return clock_queries.limit_for(process=rules.KIND, clock_code=code, grade=grade, on=localdate(found.case.opened_at))


def _uploaded(form: django_forms.Form) -> list[Words]:
    ids = form["images"].value() or [] if "images" in form.fields else []
    return [{"id": one, "thumbnail": reverse("thumbnail", args=[one])} for one in ids if whole_number(one)]


_HELP: dict[str, Callable[[Sitting], Words]] = {
    **coordination.HELP,
    "triage_appeal": _triage_help,
    "merge_appeal": _merge_help,
    "dispatch_appeal": _dispatch_help,
    "request_return": _second_return_help,
    "arbitrate_return": _ruling_help,
    "shelve_appeal": _shelving_help,
    "refuse_shelving": _shelving_help,
    "request_extension": _extension_help,
    "grant_extension": _decide_extension_help,
    "refuse_extension": _decide_extension_help,
    "call_back_appeal": _call_help,
    "note_missed_call": _call_help,
}
