"""The shape of what a person fills in: one form for each intention, used by the pages and by the API alike."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.db import transaction
from django.utils.timezone import localdate

from yishang.contexts.outreach import queries, rules, services
from yishang.contexts.outreach.models import Appeal
from yishang.kernel.cases import services as cases
from yishang.kernel.clocks import queries as clock_queries
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import Actor
from yishang.kernel.intake.rules import whole_number
from yishang.kernel.ratings.rules import Outcome

NO_NULL = {"null_characters_not_allowed": "不能含有空字符。"}
REQUIRED = {"required": "请填写这一项。", **NO_NULL}
CHOOSE = {"required": "请选择一项。", "invalid_choice": "请从列表中选择。", **NO_NULL}
STARS = [(str(star), f"{star} 星") for star in range(1, 6)]
NOT_CHOSEN = ("", "请选择")  # a word of praise is never filled in beforehand
OUTCOMES = [(one.value, one.label) for one in Outcome if one != Outcome.UNREACHABLE]  # that is note_missed_call


class PictureIds(forms.Field):
    """Numbers of pictures already uploaded; a list from JSON or repeated hidden inputs."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> list[int]:
        given = value or []
        found = [whole_number(one) for one in given] if isinstance(given, list) else [None]
        if None in found:
            raise forms.ValidationError("照片编号不对，请重新上传。")
        return [one for one in found if one is not None]


def _keepable(text: str) -> None:
    """JSON can hold half a character, which no database keeps (null characters are Django's own refusal)."""
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise forms.ValidationError("含有无法保存的字符，请删去后再提交。")


def _has_words(text: str) -> None:
    """What takes no room on the screen tells nobody anything."""
    if not rules.visible(text):
        raise forms.ValidationError(REQUIRED["required"])


def _text(
    label: str, *, required: bool = True, longest: int = 1000, help_text: str = "", rows: int = 3
) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=longest,
        help_text=help_text,
        validators=[_keepable, _has_words] if required else [_keepable],
        widget=forms.Textarea(attrs={"rows": rows, "maxlength": longest}),
        error_messages={**REQUIRED, "max_length": f"最多 {longest} 个字。"},
    )


def _choice(label: str, choices: Any, **extra: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, error_messages=CHOOSE, **extra)


def _category_choices() -> list[tuple[str, str]]:
    today = localdate(clock_queries.present())
    return [(one.code, one.name) for one in queries.categories_in_use(on=today)]


def _told(label: str, longest: int, *, required: str = "") -> forms.CharField:
    """A field of the submission; what must be in it is the service's to say, unless `required` has the words."""
    return forms.CharField(
        label=label,
        required=bool(required),
        max_length=longest,
        validators=[_keepable],
        error_messages={**NO_NULL, **({"required": required} if required else {})},
    )


class SubmitForm(forms.Form):
    """What a company tells; deeper checks (length, code, category) are the service's, in the same words everywhere."""

    uscc = _told("企业", 40, required="请选择企业。")
    category = _told("哪一类问题", 8)
    title = _told("一句话说明", 200)
    content = _told("说说情况", 20_000)
    expect = _told("希望怎样解决", 200)
    contact_name = _told("联系人", 60)
    contact_phone = _told("联系电话", 20)
    images = PictureIds(label="照片", required=False)
    is_public_consent = forms.BooleanField(label="同意作为典型案例公开（不含企业名称）", required=False)


class TriageForm(forms.Form):
    category = _choice("类别", _category_choices)
    star = forms.TypedChoiceField(label="难度", choices=STARS, coerce=int, error_messages=CHOOSE)
    line = _choice("线路", list(rules.LINES.items()))
    route = _choice("途径", list(rules.ROUTES.items()))
    note = _text("给承办单位的话", required=False, longest=500)


class DispatchForm(forms.Form):
    unit = forms.CharField(label="第一责任单位", max_length=40, error_messages=CHOOSE, validators=[_keepable])
    note = _text("交办意见", required=False, longest=500)


class MergeForm(forms.Form):
    into = forms.CharField(
        label="并入哪一件（编号）", max_length=40, error_messages=REQUIRED, validators=[_keepable], strip=True
    )
    reason = _text("说明", required=False, longest=500, help_text="企业会看到。")


class NoteForm(forms.Form):
    note = _text("说明", required=False, longest=500)


class ReasonForm(forms.Form):
    reason = _text("理由", longest=500, help_text="企业和承办单位都会看到。")


class ProgressForm(forms.Form):
    note = _text("进展", help_text="做了什么、下一步是什么。企业会看到。")
    images = PictureIds(label="照片", required=False)


class SupplementForm(forms.Form):
    note = _text("补充说明")
    images = PictureIds(label="照片", required=False)


class CloseForm(forms.Form):
    result_type = _choice("办理结果", [NOT_CHOSEN, *rules.RESULTS.items()])
    result_text = _text("结果说明", help_text="写给企业看：解决了什么，怎样解决的；没解决的写明原因和去处。", rows=5)
    images = PictureIds(label="照片", required=False)


class ExtensionForm(forms.Form):
    days = forms.DecimalField(
        label="延长（工作日）",
        min_value=0.5,
        max_value=60,
        max_digits=4,
        decimal_places=1,
        error_messages={
            "required": "请填写延长几个工作日。",
            "invalid": "请填数字，例如 2.5。",
            "min_value": "至少延长 0.5 个工作日。",
            "max_value": "不能超过原时限。",
        },
    )
    reason = _text("理由", longest=500)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        days = cleaned.pop("days", None)
        if days is not None and (days * 2) % 1:
            self.add_error("days", "请按半个工作日填写，例如 2.5。")
        elif days is not None:
            cleaned["half_days"] = int(days * 2)
        return cleaned


class RateForm(forms.Form):
    star = forms.TypedChoiceField(
        label="您满意吗", choices=STARS, coerce=int, error_messages={**CHOOSE, "required": "请点几颗星。"}
    )
    reason = _text("哪里不满意", required=False, longest=500, help_text="1–2 星请写明原因，我们会重新办理。")
    suggestion = _text("意见建议", required=False, longest=500)


class CallBackForm(forms.Form):
    outcome = _choice("企业怎么说", [NOT_CHOSEN, *OUTCOMES])
    note = _text("通话记录", required=False, longest=500)


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={**REQUIRED, "invalid": "请选择日期。"},
    )


def _hex(label: str, *, help_text: str, shortest: int, longest: int, fault: str) -> forms.RegexField:
    """Hexadecimal digits, with the blanks and capitals that copying brings along."""
    return forms.RegexField(
        rf"^\s*(?:[0-9a-fA-F]\s*){{{shortest},{longest}}}$",
        label=label,
        help_text=help_text,
        error_messages={**REQUIRED, "invalid": fault},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "class": "digits"}),
    )


class FreezeSampleForm(forms.Form):
    """The period whose closed matters are the pool, and what the two witnesses promise (SHA-256 in hex)."""

    period_from = _day("办结起")
    period_to = _day("办结止")
    office_commitment = _hex(
        "市营商办的摘要",
        help_text="点“生成我的随机值”自动填上。",
        shortest=64,
        longest=64,
        fault="摘要是 64 位十六进制数。",
    )
    overseer_commitment = _hex(
        "市督查室的摘要",
        help_text="由督查室在自己的页面生成后交来。",
        shortest=64,
        longest=64,
        fault="摘要是 64 位十六进制数。",
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("period_from"), cleaned.get("period_to")
        if first and last and last < first:
            self.add_error("period_to", "止期不能早于起期。")
        for name in ("office_commitment", "overseer_commitment"):
            if name in cleaned:
                cleaned[name] = "".join(cleaned[name].split()).lower()
        return cleaned


class RevealForm(forms.Form):
    """The value that a witness promised."""

    value = _hex(
        "我的随机值",
        help_text="生成时保存的那一串。",
        shortest=32,
        longest=512,
        fault="请原样填写当时保存的十六进制值。",
    )


@dataclass(frozen=True)
class Intention:
    """A move as a person meets it: the form to fill in and the service that carries it out."""

    form: type[forms.Form]
    carry_out: Callable[..., Appeal]


INTENTIONS: dict[str, Intention] = {
    "triage_appeal": Intention(TriageForm, services.triage_appeal),
    "undo_triage": Intention(NoteForm, services.undo_triage),
    "recall_dispatch": Intention(NoteForm, services.recall_dispatch),
    "dispatch_appeal": Intention(DispatchForm, services.dispatch_appeal),
    "accept_appeal": Intention(NoteForm, services.accept_appeal),
    "note_progress": Intention(ProgressForm, services.note_progress),
    "close_appeal": Intention(CloseForm, services.close_appeal),
    "rate_appeal": Intention(RateForm, services.rate_appeal),
    "call_back_appeal": Intention(CallBackForm, services.call_back_appeal),
    "note_missed_call": Intention(NoteForm, services.note_missed_call),
    "archive_unreached": Intention(forms.Form, services.archive_unreached),
    "archive_appeal": Intention(NoteForm, services.archive_appeal),
    "reopen_appeal": Intention(ReasonForm, services.reopen_appeal),
    "merge_appeal": Intention(MergeForm, services.merge_appeal),
    "reject_appeal": Intention(ReasonForm, services.reject_appeal),
    "withdraw_appeal": Intention(ReasonForm, services.withdraw_appeal),
    "supplement_appeal": Intention(SupplementForm, services.supplement_appeal),
    "request_return": Intention(ReasonForm, services.request_return),
    "grant_return": Intention(ReasonForm, services.grant_return),
    "refuse_return": Intention(ReasonForm, services.refuse_return),
    "request_extension": Intention(ExtensionForm, services.request_extension),
    "grant_extension": Intention(ReasonForm, services.grant_extension),
    "refuse_extension": Intention(ReasonForm, services.refuse_extension),
}


def carry_out(
    *, actor: Actor, number: str, move: str, values: Mapping[str, Any], at: datetime, version: int | None = None
) -> Appeal:
    """Make a move with what a person filled in. Raises the move's refusals first, then InvalidInput for the values."""
    intention = INTENTIONS[move]
    form = intention.form(values)
    if not form.is_valid():
        refuse_move_first(actor=actor, number=number, move=move, at=at, version=version)
        raise InvalidInput(faults_of(form))
    given = dict(form.cleaned_data)
    if "images" in given:
        given["picture_ids"] = given.pop("images")
    return intention.carry_out(actor=actor, number=number, at=at, version=version, **given)


def carry_out_json(
    *, actor: Actor, number: str, move: str, values: Mapping[str, Any], at: datetime, version: int | None = None
) -> Appeal:
    """Make a move with what a machine sent: as carry_out, but each value must be of its kind and known to the move."""
    if faults := json_faults(move, values):
        refuse_move_first(actor=actor, number=number, move=move, at=at, version=version)
        raise InvalidInput(faults)
    return carry_out(actor=actor, number=number, move=move, values=values, at=at, version=version)


def json_faults(move: str, values: Mapping[str, Any]) -> dict[str, str]:
    """Field → message for what JSON can say and a page cannot: other kinds of values, fields that are not there."""
    fields = INTENTIONS[move].form.base_fields
    faults = {name: "这个动作没有这一项。" for name in values if name not in fields}
    for name, value in values.items():
        if name in fields and value is not None and (fault := _fault_of_kind(fields[name], value)):
            faults[name] = fault
    return faults


def _fault_of_kind(field: forms.Field, value: Any) -> str:
    if isinstance(field, PictureIds):
        sound = isinstance(value, list) and all(type(one) is int for one in value)
        return "" if sound else "应为整数的列表。"
    if isinstance(field, forms.DecimalField):
        return "" if type(value) in (int, float, str) else "应为数字。"
    if isinstance(field, forms.TypedChoiceField):
        return "" if type(value) in (int, str) else "应为整数。"
    return "" if isinstance(value, str) else "应为文字。"


def refuse_move_first(*, actor: Actor, number: str, move: str, at: datetime, version: int | None) -> None:
    """Whoever may not make the move hears that, before being told about wrong values."""
    with transaction.atomic():
        cases.claim(actor=actor, workflow=rules.APPEAL, number=number, move=move, at=at, version=version)


def faults_of(form: forms.Form) -> dict[str, str]:
    """Field → first message of a form that is not valid."""
    return {name: str(messages[0]) for name, messages in form.errors.items()}


def submission_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """The keyword arguments of services.submit_appeal from a filled-in SubmitForm. Raises InvalidInput."""
    form = SubmitForm(values)
    if not form.is_valid():
        raise InvalidInput(faults_of(form))
    given = dict(form.cleaned_data)
    given["picture_ids"] = given.pop("images")
    given["contact"] = services.Contact(name=given.pop("contact_name"), phone=given.pop("contact_phone"))
    return given
