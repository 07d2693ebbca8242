"""What an item has several of: one small form for each material, fee, step, place, intermediary, telephone."""

from collections.abc import Callable, Mapping
from dataclasses import fields as fields_of
from typing import TYPE_CHECKING, Any, cast

from django import forms

from yishang.kernel.cases.forms import NO_NULL, choice_field, day_field, line_field, text_field
from yishang.kernel.catalog import rules as catalog

NAME, LINE, TEXT, COPIES = 200, 400, 1000, 999
PURPOSES = (("咨询", "咨询"), ("投诉", "投诉"))
CHOOSE = ("", "请选择")


class DaysField(forms.CharField):
    """Working days as people write them (5, 0.5); half days for the program, None where nothing is written."""

    def __init__(self, **named: Any) -> None:
        super().__init__(required=False, max_length=20, error_messages=NO_NULL, **named)
        self.widget.attrs["inputmode"] = "decimal"

    def clean(self, value: Any) -> int | None:
        """Half days. Raises ValidationError."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return catalog.halves("", text)
        except catalog.Unreadable as fault:
            raise forms.ValidationError(fault.args[1]) from None


def _line(label: str, longest: int = LINE, *, required: bool = False, help_text: str = "") -> forms.CharField:
    return line_field(label, longest=longest, required=required, help_text=help_text)


def _text(label: str, *, help_text: str = "") -> forms.CharField:
    return text_field(label, longest=TEXT, required=False, rows=2, help_text=help_text)


def _enum(label: str, kind: Any, initial: str) -> forms.ChoiceField:
    return choice_field(label, [(one.value, one.value) for one in kind], initial=initial)


class PartForm(forms.Form):
    """A row. `more` are the fields that most rows leave blank."""

    more: tuple[str, ...] = ()

    def main_fields(self) -> list[forms.BoundField]:
        """What every row shows."""
        return [field for field in self if field.name not in (*self.more, "DELETE")]

    def more_fields(self) -> list[forms.BoundField]:
        """What is shown when one asks for it."""
        return [self[name] for name in self.more]

    def says_more(self) -> bool:
        """Whether anything stands, or is wrong, in those fields."""
        return any(field.value() or field.errors for field in self.more_fields())


class StepForm(PartForm):
    name = _line("环节", NAME, required=True)
    half_days = DaysField(label="工作日", initial="0")
    office = _line("办理处室", NAME)
    officer = _line("办理人", 60)


class MaterialForm(PartForm):
    more = ("exempt_by", "standard", "form", "issuer", "basis", "accepted", "notes", "sample", "blank")
    name = _line("材料名称", NAME, required=True)
    source = _enum("来源", catalog.Source, "申请人自备")
    necessity = _enum("必要性", catalog.Necessity, "必要")
    paper = _enum("原件或复印件", catalog.Paper, "原件")
    copies = forms.IntegerField(
        label="份数", min_value=1, max_value=COPIES, initial=1,
        error_messages={"required": "请填写份数。", "invalid": "请填写整数。", "min_value": "至少 1 份。",
                        "max_value": f"最多 {COPIES} 份。"},
    )  # fmt: skip
    exempt_by = _line("有哪种电子证照就免交", NAME)
    standard = _line("材料编号", 40, help_text="全市同一份材料用同一个编号。")
    form = choice_field("形式", [("", "不写明"), *((one, one) for one in catalog.FORMS)], required=False)
    issuer = _line("来源部门", NAME)
    basis = _line("要这份材料的法律依据")
    accepted = _text("受理标准")
    notes = _text("填报须知")
    sample = _line("示例样表", help_text="样表的网址或文件名。")
    blank = _line("空白表格")


class FeeForm(PartForm):
    more = ("since", "until", "reducible")
    name = _line("收费项目", NAME, required=True)
    standard = _line("标准")
    basis = _line("依据", help_text="没有依据的收费不能发布。")
    since = day_field("起", required=False)
    until = day_field("止（当天不再收）", required=False)
    reducible = _line("减免")


class IntermediaryForm(PartForm):
    name = _line("中介服务", NAME, required=True)
    basis = _line("依据", help_text="没有依据不得要求。")
    content = _line("内容")


class PlaceForm(PartForm):
    more = ("hours", "traffic")
    mode = choice_field("哪里", [CHOOSE, *((one.value, one.value) for one in catalog.Mode)])
    name = _line("窗口或网站", NAME)
    address = _line("地址")
    hours = _line("时间")
    traffic = _line("交通")


class ChannelForm(PartForm):
    purpose = choice_field("用途", [CHOOSE, *PURPOSES])
    name = _line("单位", NAME)
    phone = _line("电话", 40)


FORMS: Mapping[str, tuple[type[PartForm], type[Any]]] = {
    "steps": (StepForm, catalog.Step),
    "materials": (MaterialForm, catalog.Material),
    "fees": (FeeForm, catalog.Fee),
    "intermediaries": (IntermediaryForm, catalog.Intermediary),
    "places": (PlaceForm, catalog.Place),
    "channels": (ChannelForm, catalog.Channel),
}
MADE: Mapping[str, Callable[[Any], Any]] = {
    "source": catalog.Source,
    "necessity": catalog.Necessity,
    "paper": catalog.Paper,
    "mode": catalog.Mode,
    "half_days": lambda halves: halves or 0,
}


if TYPE_CHECKING:
    Rows = forms.BaseFormSet[PartForm]
else:
    Rows = forms.BaseFormSet  # of no kind at run time


class PartsFormSet(Rows):
    """The rows of one element; rows in which nothing stands are passed over."""

    def parts(self, kind: type[Any]) -> tuple[Any, ...]:
        """The rows as values, those struck out left away. Only after is_valid()."""
        kept = [one.cleaned_data for one in self.forms if one.cleaned_data and not one.cleaned_data.get("DELETE")]
        names = [one.name for one in fields_of(kind)]
        return tuple(kind(**{name: MADE.get(name, _lf)(row[name]) for name in names}) for row in kept)


def _lf(value: Any) -> Any:
    """Browsers send line ends in two characters."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


def rows_as_data(name: str, parts: tuple[Any, ...], *, blanks: int) -> dict[str, Any]:
    """What a browser would send for these parts and some blank rows after them."""
    form, _ = FORMS[name]
    rows = [_row(one) for one in parts] + [blank_row(form) for _ in range(blanks)]
    data = {f"{name}-{place}-{field}": value for place, row in enumerate(rows) for field, value in row.items()}
    return data | {f"{name}-TOTAL_FORMS": len(rows), f"{name}-INITIAL_FORMS": 0}


def blank_row(form: type[PartForm]) -> dict[str, Any]:
    """A row in which nothing stands yet."""
    return {name: field.initial or "" for name, field in form.base_fields.items()}


def _row(part: Any) -> dict[str, Any]:
    kept = {one.name: getattr(part, one.name) for one in fields_of(part)}
    if "half_days" in kept:
        kept["half_days"] = catalog.days(kept["half_days"])
    return {name: "" if value is None else str(value) for name, value in kept.items()}


def formset_of(name: str, data: Mapping[str, Any]) -> PartsFormSet:
    """The rows of one element out of what was sent."""
    form, _ = FORMS[name]
    most = 200
    kind = forms.formset_factory(
        form, formset=PartsFormSet, extra=0, can_delete=True, max_num=most, absolute_max=most + 50, validate_max=True
    )
    words = {
        "missing_management_form": "这一部分没有传全，请重新打开页面再填。",
        "too_many_forms": f"最多 {most} 项。",
    }
    return cast("PartsFormSet", kind(data, prefix=name, error_messages=words))
