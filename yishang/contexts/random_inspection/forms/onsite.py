"""What people and phones fill in about one inspection, and which service carries it out."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.timezone import get_default_timezone

from yishang.contexts.random_inspection.rules import STEPS_ASIDE
from yishang.contexts.random_inspection.rules import onsite as rules
from yishang.contexts.random_inspection.services import onsite as services
from yishang.kernel.cases.forms import (
    CHOOSE,
    REQUIRED,
    Intentions,
    NumberField,
    PictureIds,
    day_field,
    keepable,
    line_field,
    text_field,
)
from yishang.kernel.intake.rules import whole_number

YEARS = range(2000, 2101)
LIST_LONGEST = 200


class MomentField(forms.Field):
    """A moment as a phone tells it, ISO 8601 with its zone."""

    def __init__(self, **named: Any) -> None:
        super().__init__(**named, error_messages=REQUIRED)

    def to_python(self, value: Any) -> datetime | None:
        if value in (None, ""):
            return None
        try:
            moment = parse_datetime(value) if isinstance(value, str) else None
        except ValueError:
            moment = None
        if moment is None or moment.year not in YEARS:
            raise forms.ValidationError("时间请写成 2019-12-16T09:30:00+08:00 的样子。")
        return moment if moment.utcoffset() is not None else moment.replace(tzinfo=get_default_timezone())


class NumbersField(forms.Field):
    """Keys of people: a list from a phone, repeated inputs of a page."""

    widget = forms.CheckboxSelectMultiple

    def to_python(self, value: Any) -> list[int]:
        given = value or []
        found = [whole_number(one) for one in given] if isinstance(given, list) else [None]
        if None in found or len(found) > LIST_LONGEST:
            raise forms.ValidationError("应为整数的列表。")
        return [one for one in found if one is not None]


class ResultsField(forms.MultipleChoiceField):
    """结果, several at once."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self) -> None:
        words = {**CHOOSE, "invalid_list": "应为结果代码的列表。"}
        super().__init__(label="检查结果", choices=list(rules.RESULTS.items()), error_messages=words)


class RowsField(forms.Field):
    """Rows as a phone sends them; each an object whose `wanted` entries are of these types."""

    widget = forms.HiddenInput

    def __init__(self, *, label: str, wanted: Mapping[str, type | tuple[type, ...]]) -> None:
        super().__init__(label=label, required=False)
        self.wanted = wanted

    def to_python(self, value: Any) -> list[dict[str, Any]]:
        given = value or []
        if not isinstance(given, list) or len(given) > LIST_LONGEST or not all(self._sound(one) for one in given):
            raise forms.ValidationError("应为对象的列表。")
        for one in given:
            for told in one.values():
                if isinstance(told, str):
                    keepable(told)
                    if "\x00" in told:
                        raise forms.ValidationError("含有无法保存的字符。")
        return given

    def _sound(self, one: Any) -> bool:
        return isinstance(one, dict) and all(
            name in self.wanted and isinstance(told, self.wanted[name]) and not isinstance(told, bool)
            and (not isinstance(told, list) or all(type(part) is int for part in told))
            for name, told in one.items()
        )  # fmt: skip


NOTHING = type(None)
ANSWERS: dict[str, type | tuple[type, ...]] = {
    "line": str,
    "value": str,
    "finding": (str, NOTHING),
    "images": (list, NOTHING),
}
SIGNATURES: dict[str, type | tuple[type, ...]] = {"who": str, "as": str, "picture": (int, NOTHING)}


class EnterForm(forms.Form):
    way = forms.ChoiceField(
        label="怎样扫的码", choices=list(rules.WAYS.items()), error_messages=CHOOSE, initial=rules.SCANNED
    )
    present = NumbersField(label="到场人员")
    code = line_field("企业码", required=False, longest=60)
    entered_at = MomentField(label="入企时间", required=False)
    scanned_at = MomentField(label="扫码时间", required=False)
    reason = text_field("没有在入企时扫码的原因", required=False, longest=300)
    client_key = line_field("手机上的编号", required=False, longest=60)


class LinesForm(forms.Form):
    answers = RowsField(label="检查表", wanted=ANSWERS)


class ResultForm(forms.Form):
    results = ResultsField()
    problem = text_field("发现的问题", required=False, longest=2000)
    measures = text_field("处理措施", required=False, longest=1000)
    refusal_note = text_field("拒绝检查的经过", required=False, longest=1000)
    order = text_field("责令改正的内容", required=False, longest=1000)
    order_days = NumberField(whole=True, label="改正期限（工作日）", required=False)
    left_at = MomentField(label="离开时间", required=False)
    signatures = RowsField(label="签字", wanted=SIGNATURES)
    answers = RowsField(label="检查表", wanted=ANSWERS)


class DayForm(forms.Form):
    planned_on = day_field("哪一天来")


class RescheduleForm(DayForm):
    reason = text_field("改期的理由", longest=300)


class ReasonForm(forms.Form):
    reason = text_field("理由", longest=500)


class AskForm(forms.Form):
    reason = text_field("理由", longest=300, help_text="由另一位同事决定；取消的会随任务公示说明，请不要写企业名称。")


class NoteForm(forms.Form):
    note = text_field("审核意见", required=False, longest=500)


class NothingForm(forms.Form):
    """A step that needs no words."""


class ObjectForm(forms.Form):
    member = NumberField(whole=True, label="要回避的检查人员", required=False)
    cause = forms.ChoiceField(
        label="缘由", choices=list(STEPS_ASIDE.items()), required=False, error_messages=CHOOSE, widget=forms.HiddenInput
    )  # a company only asks for 回避; the officer's phone offers both
    reason = text_field("回避的理由", longest=300, help_text="例如近亲属、在企业任过职、有利害关系、与举报投诉有关。")

    def clean_cause(self) -> str:
        return self.cleaned_data["cause"] or "RECUSAL"


class DecideForm(forms.Form):
    member = NumberField(whole=True, label="申请对象")
    granted = forms.TypedChoiceField(
        label="决定",
        choices=[("1", "同意，接替的人由抽签次序产生"), ("0", "不同意")],
        coerce=lambda one: one == "1",
        error_messages=CHOOSE,
    )
    reason = text_field(
        "理由",
        required=False,
        longest=300,
        help_text="不同意的写明理由；抽签次序里没有人可派、要指定人员的，理由会公开。",
    )
    substitute = line_field(
        "指定接替人员的编号", required=False, longest=20, help_text="抽签次序里还有可派的人时不能填；没有时才由您指定。"
    )


class MergeForm(forms.Form):
    into = line_field("并入哪一次检查（编号）", longest=40)


class OrderForm(forms.Form):
    order = text_field("责令改正的内容", longest=1000)
    order_days = NumberField(whole=True, label="改正期限（工作日）")


class ExtendForm(forms.Form):
    days = NumberField(whole=True, label="延长几个工作日")
    reason = text_field("延期的理由", longest=300)


class HandInForm(forms.Form):
    answer = text_field("怎样改正的", longest=1000, rows=4)
    images = PictureIds(label="照片", required=False)


class ReinspectForm(forms.Form):
    passed = forms.TypedChoiceField(
        label="复查结果", choices=[("1", "合格"), ("0", "不合格，再次责令改正")], coerce=lambda one: one == "1",
        error_messages=CHOOSE,
    )  # fmt: skip
    words = text_field("复查意见", longest=500)
    order = text_field("再次责令改正的内容", required=False, longest=1000)
    order_days = NumberField(whole=True, label="期限（工作日）", required=False)


class FollowForm(forms.Form):
    words = text_field("后续处置结果", longest=500, help_text="立案、移送及其结果；会补充到公示中。")


class CorrectForm(forms.Form):
    results = ResultsField()
    problem = text_field("发现的问题", required=False, longest=2000)
    reason = text_field("更正的理由", longest=500, help_text="公示页会保留原来的内容和这个理由。")


class RateForm(forms.Form):
    star = NumberField(whole=True, label="评价")
    words = text_field("想说的话", required=False, longest=200, help_text="请不要写能认出您的内容。")


INTENTIONS = Intentions().of(
    rules.INSPECTION,
    {
        "pick_day": (DayForm, services.pick_day),
        "reschedule_inspection": (RescheduleForm, services.reschedule_inspection),
        "object_officer": (ObjectForm, services.object_officer),
        "decide_recusal": (DecideForm, services.decide_recusal),
        "merge_inspection": (MergeForm, services.merge_inspection),
        "ask_inspection_cancelling": (AskForm, services.ask_inspection_cancelling),
        "refuse_inspection_cancelling": (AskForm, services.refuse_inspection_cancelling),
        "cancel_inspection": (NothingForm, services.cancel_inspection),
        "void_inspection": (ReasonForm, services.void_inspection),
        "enter_company": (EnterForm, services.enter_company),
        "fill_lines": (LinesForm, services.fill_lines),
        "enter_result": (ResultForm, services.enter_result),
        "return_result": (ReasonForm, services.return_result),
        "approve_result": (NoteForm, services.approve_result),
        "publicize_result": (NothingForm, services.publicize_result),
        "withhold_result": (ReasonForm, services.withhold_result),
        "correct_result": (CorrectForm, services.correct_result),
        "order_correction": (OrderForm, services.order_correction),
        "extend_correction": (ExtendForm, services.extend_correction),
        "hand_in_correction": (HandInForm, services.hand_in_correction),
        "reinspect_company": (ReinspectForm, services.reinspect_company),
        "follow_up": (FollowForm, services.follow_up),
        "confirm_result": (NothingForm, services.confirm_result),
        "dispute_result": (ReasonForm, services.dispute_result),
        "archive_inspection": (NothingForm, services.archive_inspection),
    },
)
carry_out, refuse_move_first = INTENTIONS.carry_out, INTENTIONS.refuse_move_first
