"""What is filled in where several units act: lines, escalation, co-responsible units, meetings and their tasks."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from yishang.contexts.outreach import rules
from yishang.contexts.outreach.forms.fields import NOT_CHOSEN, UNIT_LONGEST, UnitCodes, plain
from yishang.contexts.outreach.rules import DecisionEntry
from yishang.kernel.cases.forms import CHOOSE, REQUIRED, PictureIds, choice_field, day_field, keepable, text_field

WANTED_ROUTES = [
    NOT_CHOSEN,
    ("INDIVIDUAL", "★4 联席会议（复杂个性问题）"),
    ("COMMON", "★5 市政府专题会议（共性问题、历史疑难）"),
]
TASK_LONGEST = 500
MINUTES_LONGEST = 10_000
PARTS = ("unit", "task", "due_on")


class _DecisionRows(forms.Widget):
    """Rows of three inputs, told apart by their endings; a list of objects from JSON."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:  # noqa: ARG002
        if not hasattr(data, "getlist"):
            return data.get(name)
        columns = [data.getlist(f"{name}_{part}") for part in PARTS]
        longest = max(map(len, columns))
        padded = [[*column, *[""] * (longest - len(column))] for column in columns]
        return [dict(zip(PARTS, row, strict=True)) for row in zip(*padded, strict=True)]


class Decisions(forms.Field):
    """What a meeting asks of units: unit, task, day. Rows left empty are none."""

    widget = _DecisionRows

    def to_python(self, value: Any) -> list[DecisionEntry]:
        rows = [{part: str(row.get(part) or "").strip() for part in PARTS} for row in value or []]
        filled = [row for row in rows if any(row.values())]
        if len(filled) > rules.DECISIONS_MOST:
            raise forms.ValidationError(f"一件诉求最多议定 {rules.DECISIONS_MOST} 项任务。")
        return [_decision(place, row) for place, row in enumerate(filled, start=1)]

    @staticmethod
    def json_fault(value: Any) -> str:
        """What a machine must send instead."""
        sound = isinstance(value, list) and all(
            isinstance(row, dict) and row.keys() <= set(PARTS) and all(isinstance(one, str) for one in row.values())
            for row in value
        )
        return "" if sound else "应为任务的列表，每项有 unit、task、due_on 三个文字。"


def _decision(place: int, row: Mapping[str, str]) -> DecisionEntry:
    """One row, or what is missing in it."""
    if not row["unit"] or not rules.visible(row["task"]) or not row["due_on"]:
        raise forms.ValidationError(f"第 {place} 项：请把单位、任务、完成期限填全。")
    if len(row["task"]) > TASK_LONGEST:
        raise forms.ValidationError(f"第 {place} 项：任务最多 {TASK_LONGEST} 个字。")
    if len(row["unit"]) > UNIT_LONGEST:
        raise forms.ValidationError(f"第 {place} 项：请从列表中选择单位。")
    plain(row["unit"] + row["task"])
    try:
        return DecisionEntry(row["unit"], row["task"], date.fromisoformat(row["due_on"]))
    except ValueError:
        raise forms.ValidationError(f"第 {place} 项：完成期限请写成 2019-12-31 的样子。") from None


def _unit(label: str) -> forms.CharField:
    return forms.CharField(label=label, max_length=40, error_messages=CHOOSE, validators=[keepable])


def _line(label: str, longest: int, **extra: Any) -> forms.CharField:
    messages = {**REQUIRED, "max_length": f"最多 {longest} 个字。"}
    return forms.CharField(label=label, max_length=longest, validators=[keepable], error_messages=messages, **extra)


class SwitchLineForm(forms.Form):
    """Who answers on line B, and why the way on the spot did not lead there."""

    unit = _unit("B 线第一责任单位")
    reason = text_field(
        "转线原因", longest=500, help_text="现场协调到了哪一步、为什么没有办成。企业和两家单位都会看到。"
    )


class EscalationForm(forms.Form):
    """To which meeting, and why."""

    route = choice_field("提级到", WANTED_ROUTES)
    reason = text_field("理由", longest=500, help_text="卡在哪里、要会议定什么。企业和承办单位都会看到。")


class CoUnitForm(forms.Form):
    """A unit that works along, and with what."""

    unit = _unit("协办单位")
    task = text_field("协办内容", required=False, longest=TASK_LONGEST, help_text="请这个单位做什么。")


class ReleaseCoUnitForm(forms.Form):
    """A unit that need not work along any more."""

    unit = _unit("协办单位")
    reason = text_field("理由", longest=500, help_text="取消以后，这个单位就看不到这件诉求了。")


class AssistanceForm(forms.Form):
    """What the assisting unit did."""

    note = text_field("协办情况", help_text="做了什么、结果怎样。主办单位会收到通知，企业也会看到。")
    images = PictureIds(label="照片", required=False)


class MeetingHeadForm(forms.Form):
    """A meeting without its agenda."""

    kind = choice_field("会议种类", [NOT_CHOSEN, *rules.MEETINGS.items()])
    title = _line("议题", 200)
    held_on = day_field("召开日期")
    convener = _line("召集人", 60, help_text="姓名和职务。")
    units = UnitCodes(label="参加单位", required=True, error_messages={"required": "请选择参加单位。"})
    minutes = text_field(
        "纪要",
        required=False,
        longest=MINUTES_LONGEST,
        rows=5,
        help_text="会上怎样讨论的。市、县营商办和督查室看得到。",
    )


class AgendaForm(forms.Form):
    """What was concluded about one matter, and what is to be done."""

    conclusion = text_field("议定意见", help_text="会告诉企业：会上怎样定的，接下来怎样办。", rows=3)
    decisions = Decisions(label="议定任务", required=False)


class MeetingForm(MeetingHeadForm, AgendaForm):
    """A meeting about one matter."""

    field_order = ["kind", "title", "held_on", "convener", "units", "conclusion", "decisions", "minutes"]


class TaskNoteForm(forms.Form):
    """How a task goes."""

    note = text_field("进展", help_text="做了什么、下一步是什么。主办单位和营商办会看到。")


class TaskReportForm(forms.Form):
    """What came out of a task."""

    result = text_field("完成情况", help_text="写明结果。营商办核验以后销号。", rows=4)


class TaskReasonForm(forms.Form):
    """Why a task is not accepted, or not needed any more."""

    reason = text_field("理由", longest=500, help_text="承担任务的单位会看到。")
