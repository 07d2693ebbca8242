"""The forms of moves in which several units act, filled in as far as the platform knows (see move_forms)."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django import forms as django_forms
from django.utils.timezone import localdate

from yishang.contexts.outreach import queries, rules
from yishang.kernel.clocks import queries as clock_queries
from yishang.kernel.clocks import rules as clock_rules
from yishang.kernel.directory import queries as directory
from yishang.kernel.geo import queries as geo

if TYPE_CHECKING:
    from yishang.contexts.outreach.views.move_forms import Sitting

Words = dict[str, Any]
TEMPLATES = {
    "switch_line": "switch_line",
    "add_co_unit": "add_co_unit",
    "release_co_unit": "release_co_unit",
    "request_escalation": "escalate",
    "escalate_appeal": "escalate",
    "record_meeting": "record_meeting",
}
MEETING_MEANS = {
    "JOINT": "市营商办会同责任单位",
    "DIRECTORS": "市营商办主任主持",
    "SPECIAL": "分管副市长召集",
}
MEETING_OF_ROUTE = {"INDIVIDUAL": "JOINT", "COMMON": "SPECIAL"}
ROUTE_LABELS = {"INDIVIDUAL": "★4 联席会议", "COMMON": "★5 市政府专题会议"}
ROUTE_MEANS = {"INDIVIDUAL": "复杂个性问题，市营商办会同责任单位", "COMMON": "共性问题、历史疑难，分管副市长召集"}
ROWS_OPEN, ROWS_MOST = 2, rules.DECISIONS_MOST


def known(move: str, found: queries.Detail) -> Words:
    """What a form begins with: the meeting's title, and the way up that the unit asked for."""
    if move == "record_meeting":
        return {"title": found.case.title}
    if move == "escalate_appeal" and found.case.state == "ESC_REQ":
        return {"route": queries.last_said(found.case.number, "escalation_requested").get("wanted_route", "")}
    return {}


def unit_groups(city_code: str, chosen: Iterable[str]) -> list[tuple[str, list[Words]]]:
    """The city's units, region by region, those chosen marked; one statement."""
    wanted = set(chosen)
    groups: dict[str, list[Words]] = {}
    for unit in directory.units(city_code).order_by("-level", "code"):
        row = {"code": unit.code, "name": unit.name, "short_name": unit.short_name, "checked": unit.code in wanted}
        groups.setdefault(geo.short_name_of(unit.region_id), []).append(row)
    return list(groups.items())


def meeting_kinds(role: str, chosen: str) -> list[Words]:
    """The meetings that this post records, as radios."""
    return [
        {"value": kind, "label": name, "means": MEETING_MEANS[kind], "checked": kind == chosen}
        for kind, name in rules.meetings_of(role).items()
    ]


def decision_rows(field: django_forms.BoundField) -> list[Words]:
    """What was filled in, and empty rows up to the most."""
    filled = [row for row in field.value() or [] if isinstance(row, Mapping) and any(row.values())]
    rows = [*filled, *({} for _ in range(ROWS_MOST - len(filled)))]
    return [{**row, "place": place} for place, row in enumerate(rows, start=1)]


def decision_words(field: django_forms.BoundField, now: datetime) -> Words:
    """What the rows of decisions are drawn from: those filled in and one more stand open, at least two."""
    rows = decision_rows(field)
    shown = max(ROWS_OPEN, sum("unit" in row for row in rows) + 1)
    first_day = (localdate(now) + timedelta(days=1)).isoformat()
    return {"open": rows[:shown], "more": rows[shown:], "first_day": first_day, "field": field}


def _meeting_help(at: "Sitting") -> Words:
    """The kinds of this post, the units with those concerned chosen, rows for decisions."""
    form, unit = at.form, at.found.case.unit
    chosen = form["units"].value() if form.is_bound else [unit.code] if unit else []
    usual = MEETING_OF_ROUTE.get(at.found.appeal.route, "JOINT")
    kinds = rules.meetings_of(at.actor.role)
    return {
        "kinds": meeting_kinds(at.actor.role, form["kind"].value() or (usual if usual in kinds else next(iter(kinds)))),
        "groups": unit_groups(at.found.case.city_id, chosen or ()),
        "decisions": decision_words(form["decisions"], at.now),
        "today": localdate(at.now).isoformat(),
        "hint": "议定意见会告诉企业；每项任务自动交办给单位，到期提醒，营商办核验后销号。全部销号以后才能办结。",
    }


def _switch_help(at: "Sitting") -> Words:
    """Units to choose from; the limit that does not start anew."""
    groups = _dispatchable(at, str(at.form["unit"].value() or ""))
    due = next((clock.due_at for clock in at.found.clocks if clock.code in ("handle", "rework")), None)
    return {"groups": groups, "due": due}


def _co_unit_help(at: "Sitting") -> Words:
    return {"groups": _dispatchable(at, str(at.form["unit"].value() or ""), without=at.found.case.unit_id)}


def _dispatchable(at: "Sitting", chosen: str, *, without: int | None = None) -> list[tuple[str, list[Words]]]:
    groups: dict[str, list[Words]] = {}
    for unit in directory.units_for_dispatch(at.found.case.region_id):
        if unit.pk != without:
            row = {"code": unit.code, "name": unit.name, "short_name": unit.short_name, "checked": unit.code == chosen}
            groups.setdefault(geo.short_name_of(unit.region_id), []).append(row)
    return list(groups.items())


def _release_help(at: "Sitting") -> Words:
    chosen = at.form["unit"].value() or (at.found.co_units[0].unit.code if len(at.found.co_units) == 1 else "")
    return {"co_units": [{"one": one, "checked": one.unit.code == chosen} for one in at.found.co_units]}


def _escalation_help(at: "Sitting") -> Words:
    """Both ways up with their limits; one that would lower the matter is not offered."""
    grade, chosen = at.found.case.grade or 1, at.form["route"].value()
    asked = queries.last_said(at.found.case.number, "escalation_requested") if at.found.case.state == "ESC_REQ" else {}
    return {
        "routes": [
            {"value": route, "label": ROUTE_LABELS[route], "means": f"{ROUTE_MEANS[route]}{_until(at, star)}",
             "checked": route == chosen}
            for route, star in rules.STAR_OF_ROUTE.items()
            if star >= grade
        ],
        "hint": f"承办单位申请：{asked['note']}" if asked.get("note") else "",
    }  # fmt: skip


def _until(at: "Sitting", star: int) -> str:
    """Until when the matter may take at that star."""
    running = next((clock for clock in at.found.clocks if clock.code in ("handle", "rework")), None)
    if running is None:
        return ""
    opened = localdate(at.found.case.opened_at)
    limit = clock_queries.limit_for(process=rules.KIND, clock_code=running.code, grade=str(star), on=opened)
    added = rules.extra_half_days(wanted=limit, given=running.half_days + running.extended_half_days)
    due = clock_rules.shift(clock_queries.calendar(), running.due_at, added).astimezone(clock_rules.SHANGHAI)
    return f"；办理时限到 {due.month}月{due.day}日 {due:%H:%M}"


def _refuse_help(at: "Sitting") -> Words:
    asked = queries.last_said(at.found.case.number, "escalation_requested")
    wanted = ROUTE_LABELS.get(asked.get("wanted_route", ""), "")
    return {"hint": f"承办单位申请{wanted}：{asked.get('note', '')}"}


def _deescalate_help(at: "Sitting") -> Words:
    before = queries.last_said(at.found.case.number, "escalated").get("before") or {}
    star = f"恢复到 ★{before['star']}" if before.get("star") else "恢复办理"
    return {"hint": f"不再开会，{star}，交回承办单位办理。已给的时限不追溯缩短。"}


HELP: dict[str, Callable[["Sitting"], Words]] = {
    "switch_line": _switch_help,
    "add_co_unit": _co_unit_help,
    "release_co_unit": _release_help,
    "request_escalation": _escalation_help,
    "escalate_appeal": _escalation_help,
    "refuse_escalation": _refuse_help,
    "deescalate_appeal": _deescalate_help,
    "record_meeting": _meeting_help,
}
