"""All elements of an item as one page to fill in: single fields, and rows for what there are several of."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms

from yishang.contexts.service_standards.forms import parts
from yishang.kernel.cases.forms import choice_field, line_field, several_field, text_field
from yishang.kernel.catalog import rules as catalog
from yishang.kernel.context import InvalidInput

LINE, TEXT, CODE = 200, 4000, 64
HELP = {
    "code": "12 位基本编码＝区划 2（国家 00，省取前两位）＋事项类型 2＋部门 2＋主项 3＋子项 3（没有写 000）；"
    "31 位实施编码＝统一社会信用代码 18＋行使层级 1＋基本编码 12；业务办理项再加 2 位序号。",
    "kind": "须与编码第 3、4 位一致；处罚、强制、征收、检查不进办事指南。",
    "level": "须与实施编码第 19 位一致。",
    "basis": "写到第几条；公共服务可以只写文件。",
    "statutory": "工作日，0.5 是半天；法律没有规定的不填。",
    "promised": "工作日，0.5 是半天，当场办结写 0；不能长于法定时限。",
    "limit_note": "按自然日、月计的，或公示期另算的，写在这里。",
    "visits": "不用到现场的写 0。",
    "entrusted_by": "受委托组织必填。",
}
LONG = frozenset({"basis", "conditions", "special", "limit_note", "statutory_note", "rights", "duties", "quantity"})
DAYS = ("statutory", "promised")
PARTS = {"consult": "channels", "complain": "channels"} | {name: name for name in parts.FORMS}
YES_NO_BLANK = ("", "不写明")


class Editor:
    """The page. `only` shows a single element, for a county; `elements` is the text that it begins with."""

    def __init__(
        self,
        elements: catalog.Elements | None,
        data: Mapping[str, Any] | None = None,
        *,
        with_code: bool = False,
        only: str = "",
    ) -> None:
        self.base = elements or catalog.Elements(name="", kind="", department="")
        self.only = only
        self.faults: dict[str, str] = {}
        names = [name for name in parts.FORMS if only in ("", name)]
        more = str(data.get("more", "")) if data is not None else ""
        self.is_growing = more in names
        sent = _with_row(data, more) if data is not None and self.is_growing else data
        self.plain = _plain_form(self.base, sent, with_code=with_code, only=only, is_new=elements is None)
        self.parts = {
            name: parts.formset_of(
                name, sent if sent is not None else parts.rows_as_data(name, getattr(self.base, name), blanks=1)
            )
            for name in names
        }

    def is_valid(self) -> bool:
        """Whether all that was sent can be read; what cannot is told at its place."""
        found = [self.plain.is_valid(), *(one.is_valid() for one in self.parts.values())]
        for name, rows in self.parts.items():
            if rows.non_form_errors():
                self.faults[name] = "；".join(map(str, rows.non_form_errors()))
        return all(found)

    def elements(self) -> catalog.Elements:
        """What was filled in, over what the page began with. Only after is_valid()."""
        said: dict[str, Any] = {name: value for name, value in self.plain.cleaned_data.items() if name != "code"}
        if "audience" in said:
            said["audience"] = tuple(said["audience"])
        said = {name: value.replace("\r\n", "\n") if isinstance(value, str) else value for name, value in said.items()}
        rows: dict[str, Any] = {name: found.parts(parts.FORMS[name][1]) for name, found in self.parts.items()}
        return replace(self.base, **said, **rows)

    @property
    def code(self) -> str:
        return str(self.plain.cleaned_data.get("code", "")).strip()

    def add_faults(self, refusal: InvalidInput) -> None:
        """Put a refusal's words where they belong."""
        for name, why in refusal.fields.items():
            if name in self.plain.fields:
                self.plain.add_error(name, why)
            else:
                self.faults[PARTS.get(name, name)] = why

    def sections(self) -> list[dict[str, Any]]:
        """The groups of the handbook with their fields and rows, for the page."""
        found = []
        for title, names in catalog.GROUPS:
            fields = [self.plain[name] for name in names if name in self.plain.fields]
            rows = [PARTS[name] for name in names if PARTS.get(name) in self.parts]
            many = [self._many(name) for name in dict.fromkeys(rows)]
            if fields or many:
                found.append({"title": title, "fields": fields, "many": many})
        return found

    def count(self) -> int:
        """How many places are at fault."""
        rows = sum(len([errors for errors in one.errors if errors]) for one in self.parts.values())
        return len(self.plain.errors) + rows + len(self.faults)

    def _many(self, name: str) -> dict[str, Any]:
        label = catalog.DEVIABLE[name]
        return {"name": name, "label": label, "rows": self.parts[name], "fault": self.faults.get(name, "")}


def _with_row(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """What was sent, and one blank row more."""
    grown = data.copy()  # type: ignore[attr-defined]
    total = str(data.get(f"{name}-TOTAL_FORMS", ""))
    place = int(total) if total.isascii() and total.isdigit() and len(total) < 4 else 0
    for field, value in parts.blank_row(parts.FORMS[name][0]).items():
        grown[f"{name}-{place}-{field}"] = value
    grown[f"{name}-TOTAL_FORMS"] = str(place + 1)
    return grown


def _plain_form(
    base: catalog.Elements, data: Mapping[str, Any] | None, *, with_code: bool, only: str, is_new: bool
) -> forms.Form:
    """The single fields as a form, in the handbook's order."""
    names = [name for _, group in catalog.GROUPS for name in group if name not in PARTS and name != "code"]
    form = forms.Form(data, initial={} if is_new else _initial(base, names))
    if with_code:
        form.fields["code"] = line_field("事项编码", longest=CODE, help_text=HELP["code"])
    for name in names:
        if only in ("", name):
            form.fields[name] = _field(name, base)
    return form


def _initial(base: catalog.Elements, names: list[str]) -> dict[str, Any]:
    found = {name: getattr(base, name) for name in names}
    for name in DAYS:
        found[name] = "" if found[name] is None else catalog.days(found[name])
    return found | {"audience": list(base.audience)}


def _field(name: str, base: catalog.Elements) -> forms.Field:
    label, help_text = catalog.LABELS[name], HELP.get(name, "")
    if name in DAYS:
        return parts.DaysField(label=label, help_text=help_text)
    if name == "visits":
        words = {"required": "请填写次数，不用到现场写 0。", "invalid": "请填写整数。"}
        return forms.IntegerField(
            label=label, min_value=0, max_value=99, initial=1, help_text=help_text,
            error_messages=words | {"min_value": "不能小于 0。", "max_value": "最多 99 次。"},
        )  # fmt: skip
    if name == "audience":
        known = dict.fromkeys([*catalog.AUDIENCES, *base.audience])
        return several_field(label, [(one, one) for one in known])
    if name == "kind":
        return choice_field(label, [("", "请选择"), *catalog.KINDS.items()], help_text=help_text)
    if name == "level":
        return choice_field(label, [("", "不写明"), *catalog.LEVELS.items()], required=False, help_text=help_text)
    if name in catalog.CHOICES:
        known = dict.fromkeys([*catalog.CHOICES[name], *filter(None, [getattr(base, name)])])
        return choice_field(label, [YES_NO_BLANK, *((one, one) for one in known)], required=False)
    if name in LONG:
        return text_field(label, longest=TEXT, required=False, rows=2, help_text=help_text)
    longest = 120 if name == "department" else LINE
    return line_field(label, longest=longest, required=name in ("name", "department"), help_text=help_text)
