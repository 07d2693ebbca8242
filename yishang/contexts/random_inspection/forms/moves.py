"""Which form and which service belong to a move of a plan or a task."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.db import transaction

from yishang.contexts.random_inspection import rules, services
from yishang.kernel.cases import services as cases
from yishang.kernel.cases.forms import CHOOSE, choice_field, day_field, faults_of, line_field
from yishang.kernel.cases.rules import Workflow
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import Actor
from yishang.kernel.draw.forms import hex_field
from yishang.kernel.draw.rules import DrandBeacon, WitnessBeacon

WITNESSES = (("w1", "市督查室"), ("w2", "企业代表"), ("w3", "人大代表、政协委员或公证员"))


class NothingForm(forms.Form):
    """A step that asks for nothing but the will to take it."""


class ReasonForm(forms.Form):
    reason = line_field("理由", longest=300, help_text="会留痕；公示的步骤公众也会看到。")


class FilingForm(forms.Form):
    filing_no = line_field("报备号", longest=60)


class AdjustForm(forms.Form):
    scope = line_field("对象范围", longest=200)
    amount = line_field("比例或户数", longest=60)
    last_day = day_field("检查止期")
    reason = line_field("调整理由", longest=300, help_text="公众会看到，原来的内容一并保留。")


class RedrawForm(forms.Form):
    cause = forms.ChoiceField(
        label="原因", choices=list(rules.REDRAW_CAUSES.items()), widget=forms.RadioSelect, error_messages=CHOOSE
    )
    reason = line_field("经过", longest=300, help_text="公开；由另一位同事审批，原来的抽取记录保留。")


class ReplaceForm(forms.Form):
    uscc = line_field("已不存在的企业（统一社会信用代码）", longest=18)
    reason = line_field("原因", longest=200, help_text="注销、吊销、迁出；由同一层的备选按次序替补。")


class ReplaceInspectorForm(forms.Form):
    """Somebody drawn cannot go: the lot names the next, the head only where it has nobody."""

    leaving = line_field("不能去的检查人员", longest=20)
    cause = choice_field("缘由", list(rules.STEPS_ASIDE.items()))
    uscc = line_field(
        "哪一家企业（统一社会信用代码）", longest=18, required=False, help_text="回避必填；请假不填就是全部企业。"
    )
    substitute = line_field(
        "指定接替人员的编号", longest=20, required=False, help_text="抽签次序里还有可派的人时不能填；没有时才由您指定。"
    )
    reason = line_field("指定的理由", longest=300, required=False, help_text="会公开。")


class MatchForm(forms.Form):
    """Teams as drawn; for whom nobody was found, people borrowed by number, or another batch."""

    borrowed = line_field("借调人员编号", longest=300, required=False, help_text="凑不齐两人的企业用；多人用空格隔开。")
    shorten = forms.BooleanField(label="凑不齐的移入下一批", required=False)

    def clean_borrowed(self) -> list[str]:
        return str(self.cleaned_data["borrowed"]).replace("，", " ").replace(",", " ").split()


def promise_field(who: str, *, required: bool) -> forms.RegexField:
    field = hex_field(
        f"{who}的摘要", help_text="见证人自己生成随机值，只交摘要。", shortest=64, longest=64,
        fault="摘要是 64 位十六进制数。",
    )  # fmt: skip
    field.required = required
    return field


class FreezeForm(forms.Form):
    """What decides: the promises of two or three witnesses, or the round of drand named beforehand."""

    source = forms.ChoiceField(
        label="随机数来源",
        choices=[("witnesses", "见证人"), ("drand", "drand 公共随机数")],
        initial="witnesses",
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    w1 = promise_field(WITNESSES[0][1], required=False)
    w2 = promise_field(WITNESSES[1][1], required=False)
    w3 = promise_field(WITNESSES[2][1], required=False)
    chain_hash = line_field("链标识（chain_hash）", longest=64, required=False)
    public_key = line_field("公钥（public_key）", longest=200, required=False)
    scheme = forms.ChoiceField(
        label="签名方案", required=False, error_messages=CHOOSE,
        choices=[(one, one) for one in ("bls-unchained-g1-rfc9380", "pedersen-bls-unchained", "pedersen-bls-chained")],
    )  # fmt: skip
    genesis_time = forms.IntegerField(label="起始时间（genesis_time）", required=False, min_value=0)
    period = forms.IntegerField(label="间隔秒数（period）", required=False, min_value=1)
    round = forms.IntegerField(label="轮次（round）", required=False, min_value=1)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("source") == "drand":
            for name in ("public_key", "genesis_time", "period", "round"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, "请填写这一项。")
        elif len(self._promises(cleaned)) < 2 and not self.errors:
            self.add_error("w1", "至少要两名见证人的摘要。")
        return cleaned

    @staticmethod
    def _promises(cleaned: Mapping[str, Any]) -> list[dict[str, str]]:
        return [
            {"id": name, "role": role, "commitment": "".join(cleaned[name].split()).lower()}
            for name, role in WITNESSES
            if cleaned.get(name)
        ]

    def beacon(self) -> WitnessBeacon | DrandBeacon:
        """The source of randomness, once the form is valid."""
        told = self.cleaned_data
        if told["source"] == "drand":
            names = ("chain_hash", "public_key", "scheme", "genesis_time", "period", "round")
            return DrandBeacon(**{name: told[name] for name in names})
        return WitnessBeacon.of(self._promises(told))


@dataclass(frozen=True)
class Intention:
    """A move as a person meets it: the form to fill in and the service that carries it out."""

    form: type[forms.Form]
    carry_out: Callable[..., Any]
    workflow: Workflow


PLAN_MOVES: dict[str, Intention] = {
    name: Intention(form, getattr(services, name), rules.PLAN)
    for name, form in {
        "submit_plan": NothingForm,
        "return_plan": ReasonForm,
        "file_plan": FilingForm,
        "publish_plan": NothingForm,
        "adjust_plan": AdjustForm,
        "close_plan": NothingForm,
    }.items()
}
TASK_MOVES: dict[str, Intention] = {
    name: Intention(form, getattr(services, name), rules.TASK)
    for name, form in {
        "freeze_task": FreezeForm,
        "void_task_draw": ReasonForm,
        "match_inspectors": MatchForm,
        "ask_redraw": RedrawForm,
        "refuse_redraw": ReasonForm,
        "grant_redraw": ReasonForm,
        "notify_companies": NothingForm,
        "replace_inspector": ReplaceInspectorForm,
        "replace_company": ReplaceForm,
        "ask_cancelling": ReasonForm,
        "refuse_cancelling": ReasonForm,
        "cancel_task": NothingForm,
        "archive_task": NothingForm,
    }.items()
}


def refuse_editing(*, actor: Actor, number: str, at: datetime) -> None:
    """Whoever may not change this draft hears it before a form is shown. Raises what `claim` raises."""
    with transaction.atomic():
        cases.claim(actor=actor, workflow=rules.PLAN, number=number, move="edit_plan", at=at)


def carry_out_of_desk(
    *, actor: Actor, number: str, move: str, form: forms.Form, at: datetime, version: int | None = None
) -> Any:
    """Make a move with a filled-in form. Raises the move's refusals first, then InvalidInput."""
    intention = PLAN_MOVES.get(move) or TASK_MOVES[move]
    if not form.is_valid():
        with transaction.atomic():
            cases.claim(actor=actor, workflow=intention.workflow, number=number, move=move, at=at, version=version)
        raise InvalidInput(faults_of(form))
    values = {"beacon": form.beacon()} if isinstance(form, FreezeForm) else form.cleaned_data
    return intention.carry_out(actor=actor, number=number, at=at, version=version, **values)
