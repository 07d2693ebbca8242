"""What is filled in for a panorama, a verdict, a project's place and a round."""

from datetime import datetime
from typing import Any

from django import forms

from yishang.contexts.panoramas import rules
from yishang.kernel.cases.forms import CHOOSE, REQUIRED, add_faults, line_field
from yishang.kernel.draw.forms import RevealForm, WitnessedForm
from yishang.kernel.geo.rules import CRS_LABELS

__all__ = ["JudgeForm", "MonthForm", "PlaceForm", "RevealForm", "SampleForm", "UploadForm", "VoidForm", "add_faults"]

NUMBER = {**REQUIRED, "invalid": "请填写数字。"}
CRS_CHOICES = [(one.value, label) for one, label in CRS_LABELS.items()]
DEGREES = {"step": "any", "inputmode": "decimal"}


def _number(label: str, *, required: bool = True, help_text: str = "", **extra: Any) -> forms.FloatField:
    widget = forms.NumberInput(attrs=DEGREES)
    return forms.FloatField(
        label=label, required=required, help_text=help_text, widget=widget, error_messages=NUMBER, **extra
    )


def _month(label: str) -> forms.RegexField:
    return forms.RegexField(
        r"^20\d{2}-(0[1-9]|1[0-2])$",
        label=label,
        widget=forms.TextInput(attrs={"type": "month"}),
        error_messages={**REQUIRED, "invalid": "请填写月份，如 2019-12。"},
    )


class UploadForm(forms.Form):
    """A panorama and what is told of its flight; projects are those that the person may upload for."""

    project = forms.ChoiceField(label="项目", error_messages=CHOOSE)
    point_no = line_field("点位", longest=20, help_text="同一个点每期用同一个号，才能前后对比，如 1、东门。")
    image = forms.FileField(
        label="全景图",
        help_text="拼接好的 2:1 全景图，JPEG 或 PNG，不小于 4096×2048，不超过 60 MB。",
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png"}),
        error_messages={
            "required": "请选择全景图。",
            "empty": "这个文件是空的。",
            "missing": "请选择全景图。",
            "invalid": "请选择全景图。",
            "max_length": "文件名太长，请改短。",
        },
    )
    captured_at = forms.DateTimeField(
        label="拍摄时间",
        required=False,
        help_text="照片里有拍摄时间的可以不填。",
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": "请填写日期和时间。"},
    )
    lon = _number("经度", required=False, help_text="照片里有坐标的可以不填。")
    lat = _number("纬度", required=False)
    crs = forms.ChoiceField(label="坐标系", choices=CRS_CHOICES, initial="WGS84", error_messages=CHOOSE)
    altitude_m = _number("飞行高度（米，距地面）", help_text="120 米以上要填空域批准文号。")
    north_offset = _number(
        "正北偏角（度）", required=False, initial=0, help_text="画面正中朝向的方位角：朝北 0，朝东 90。对比时按它对齐。"
    )
    drone_reg_no = line_field("无人机实名登记号", longest=20)
    pilot = line_field("飞手", longest=60)
    airspace_approval_no = line_field("空域批准文号", longest=60, required=False)
    is_sensitive = forms.BooleanField(label="画面里有敏感设施（企业也看不到）", required=False)
    remark = line_field("备注", longest=200, required=False)

    def __init__(self, *args: Any, projects: list[tuple[str, str]], **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["project"].choices = [("", "请选择项目"), *projects]  # type: ignore[attr-defined]

    def flight(self) -> rules.Flight:
        """What was told, once the form is valid."""
        told = {name: value for name, value in self.cleaned_data.items() if name not in ("project", "image")}
        told["drone_reg_no"] = told["drone_reg_no"].strip().upper()
        told["north_offset"] = told["north_offset"] or 0.0
        return rules.Flight(**told)


class JudgeForm(forms.Form):
    """What is thought of a panorama."""

    verdict = forms.ChoiceField(
        label="研判结论",
        choices=list(rules.VERDICTS.items()),
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
        help_text="不是“进展正常”的，自动生成 A 线诉求，3 个工作日内主动对接。",
    )
    note = forms.CharField(
        label="说明",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 500}),
        error_messages={**REQUIRED, "max_length": "最多 500 个字。"},
    )


class PlaceForm(forms.Form):
    """Where a project lies."""

    lon = _number("经度")
    lat = _number("纬度")
    crs = forms.ChoiceField(label="坐标系", choices=CRS_CHOICES, initial="CGCS2000", error_messages=CHOOSE)


class MonthForm(forms.Form):
    """A round over all key projects."""

    month = _month("月份")

    def first_day(self) -> datetime:
        """The first day of the month, once the form is valid."""
        return datetime.strptime(self.cleaned_data["month"], "%Y-%m")  # noqa: DTZ007 a month has no zone


class SampleForm(WitnessedForm, MonthForm):
    """A round over a fifth by lot: the month, and what the two witnesses promise."""

    field_order = ("month", "office_commitment", "overseer_commitment")


class VoidForm(forms.Form):
    """Why a random round is given up."""

    reason = line_field("理由", longest=200)
