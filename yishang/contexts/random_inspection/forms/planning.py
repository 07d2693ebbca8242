"""What is filled in for a plan and for a task."""

from collections.abc import Sequence
from typing import Any

from django import forms

from yishang.contexts.random_inspection import rules
from yishang.kernel.cases.forms import CHOOSE, REQUIRED, day_field, line_field
from yishang.kernel.parties.rules import normalise_uscc

WHOLE = {**REQUIRED, "invalid": "请填写整数。"}
Choices = Sequence[tuple[str, str]]
CONDITIONS = ("type_name", "region", "industry", "tag", "uscc")


def several(label: str, help_text: str = "") -> forms.MultipleChoiceField:
    """Some of a list, to be ticked; the choices are given by the page."""
    return forms.MultipleChoiceField(
        label=label, help_text=help_text, error_messages=CHOOSE, widget=forms.CheckboxSelectMultiple
    )


class _OfDepartments(forms.Form):
    """Items of the list, and the departments that inspect."""

    def __init__(self, *args: Any, items: Choices, units: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["items"].choices = items  # type: ignore[attr-defined]
        self.fields["units"].choices = units  # type: ignore[attr-defined]


class PlanForm(_OfDepartments):
    title = line_field("计划名称", longest=80)
    year = forms.IntegerField(label="年度", min_value=2015, max_value=2100, error_messages=WHOLE)
    kind = forms.ChoiceField(label="类型", choices=list(rules.PLAN_TYPES.items()), error_messages=CHOOSE)
    way = forms.ChoiceField(label="方式", choices=list(rules.WAYS.items()), error_messages=CHOOSE)
    units = several("参与部门", "跨部门联合至少两个。")
    items = several("抽查事项", "只能从现行清单里选。")
    scope = line_field("对象范围", longest=200)
    amount = line_field("比例或户数", longest=60, help_text="公众会看到；分级比例不公开。")
    first_day = day_field("检查时间起")
    last_day = day_field("检查时间止")

    def entry(self) -> rules.PlanEntry:
        """The plan as written, once the form is valid."""
        told = self.cleaned_data
        return rules.PlanEntry(**{**told, "items": tuple(told["items"]), "units": tuple(told["units"])})


class TaskForm(_OfDepartments):
    plan = forms.ChoiceField(label="所属计划", required=False, error_messages=CHOOSE)
    title = line_field("任务名称", longest=80)
    kind = forms.ChoiceField(label="种类", choices=list(rules.TASK_TYPES.items()), error_messages=CHOOSE)
    units = several("检查部门", "两个以上即为跨部门联合，每个部门都派人。")
    items = several("抽查事项", "计划内的任务只能选计划里的事项。")
    due_on = day_field("完成时限")
    inspect_from = day_field("检查起日", required=False)
    type_name = line_field("企业类型含", longest=40, required=False, help_text="定向条件，不填就是不定向。")
    region = line_field("县市区代码", longest=6, required=False)
    industry = line_field("行业代码开头", longest=4, required=False, help_text="如 52 是零售业。")
    tag = forms.ChoiceField(label="对象标签", required=False, error_messages=CHOOSE)
    ratios = line_field("分级比例", longest=60, required=False, help_text="如 A1 B3 C10 D50；不填按本市比例。")
    count = forms.IntegerField(
        label="户数", required=False, min_value=1, error_messages=WHOLE, help_text="填了就按户数，各层按比例分。"
    )
    team_size = forms.IntegerField(label="每组人数", initial=2, error_messages=WHOLE, help_text="不少于 2 人。")
    reason = line_field("缘由", longest=300, required=False, help_text="计划外的必填：投诉举报、上级部署、群众点题等。")
    uscc = line_field(
        "只查这一家（统一社会信用代码）", longest=18, required=False, help_text="线索指明企业的；不填按上面的条件。"
    )
    source = line_field("来源编号", longest=40, required=False)
    is_unannounced = forms.BooleanField(label="不预先通知（飞行检查、举报核查）", required=False)

    def __init__(self, *args: Any, plans: Choices, tags: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan"].choices = [("", "计划外（专项）"), *plans]  # type: ignore[attr-defined]
        self.fields["tag"].choices = [("", "不限"), *tags]  # type: ignore[attr-defined]

    def entry(self) -> rules.TaskEntry:
        """The task as written, once the form is valid."""
        told = dict(self.cleaned_data)
        told["uscc"] = normalise_uscc(told["uscc"])
        conditions = rules.Conditions(**{name: told.pop(name) for name in CONDITIONS})
        told |= {"items": tuple(told["items"]), "units": tuple(told["units"]), "conditions": conditions}
        return rules.TaskEntry(**told)
