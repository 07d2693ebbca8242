"""Which form and which service belong to a move of a topic or a report."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.db import transaction

from yishang.contexts.public_supervision import rules, services
from yishang.contexts.public_supervision.forms import fields
from yishang.kernel.cases import services as cases
from yishang.kernel.cases.forms import faults_of
from yishang.kernel.cases.rules import Workflow
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import Actor

PUBLIC_HELP = "群众会看到。"


class NothingForm(forms.Form):
    """A move that needs no words."""


class ReviewForm(forms.Form):
    verdict = fields.choice("意见", ((rules.LET_OUT, "同意征集"), (rules.TURN_AWAY, "不予征集")), radio=True)
    reason = fields.text("理由", 300, help_text="不予征集的，凭编号能看到这个理由。", rows=3)
    days = fields.days()


class ReasonForm(forms.Form):
    reason = fields.text("理由", 300, rows=3)


class MergeForm(forms.Form):
    into = fields.line("并入哪一题（编号）", 40, help_text="本单位正在征集的题，如 DT-610400-20191209-0001。")
    reason = fields.text("理由", 300, help_text=PUBLIC_HELP, rows=3)


class AnswerForm(forms.Form):
    kind = fields.choice("答复", ((rules.ADOPT, "采纳"), (rules.DECLINE, "不采纳")), radio=True)
    answer = fields.text(
        "答复内容", 1000, help_text="采纳的写明怎么查、什么时候出结果；不采纳的写明理由。群众会看到。", rows=5
    )


class ResultForm(forms.Form):
    result = fields.text("查的结果", 2000, help_text="查了多少家、发现什么、怎么处理。群众会看到。", rows=6)


class WordsForm(forms.Form):
    text = fields.text("写给举报人", 1000, help_text="举报人凭回执码看到。", rows=4)


class DecisionForm(forms.Form):
    decision = fields.choice("决定", rules.DECISIONS.items(), radio=True)
    reason = fields.text("核查情况和理由", 300, help_text="内部使用。不要写能认出举报人的内容。", rows=3)


class TransferForm(forms.Form):
    unit = fields.line("移送到", 40)
    reason = fields.text("理由", 300, rows=3)


@dataclass(frozen=True)
class Intention:
    """A move as a person meets it: the form to fill in and the service that carries it out."""

    form: type[forms.Form]
    carry_out: Callable[..., Any]


INTENTIONS: dict[str, Intention] = {
    "review_topic": Intention(ReviewForm, services.review_topic),
    "return_topic": Intention(ReasonForm, services.return_topic),
    "release_topic": Intention(NothingForm, services.release_topic),
    "reject_topic": Intention(NothingForm, services.reject_topic),
    "merge_topic": Intention(MergeForm, services.merge_topic),
    "draft_answer": Intention(AnswerForm, services.draft_answer),
    "return_answer": Intention(ReasonForm, services.return_answer),
    "adopt_topic": Intention(NothingForm, services.adopt_topic),
    "decline_topic": Intention(NothingForm, services.decline_topic),
    "draft_result": Intention(ResultForm, services.draft_result),
    "return_result": Intention(ReasonForm, services.return_result),
    "publish_result": Intention(NothingForm, services.publish_result),
    "take_report": Intention(NothingForm, services.take_report),
    "answer_reporter": Intention(WordsForm, services.answer_reporter),
    "decide_report": Intention(DecisionForm, services.decide_report),
    "return_decision": Intention(ReasonForm, services.return_decision),
    "confirm_decision": Intention(NothingForm, services.confirm_decision),
    "extend_report": Intention(ReasonForm, services.extend_report),
    "tell_reporter": Intention(WordsForm, services.tell_reporter),
    "accept_complaint": Intention(WordsForm, services.accept_complaint),
    "refuse_complaint": Intention(WordsForm, services.refuse_complaint),
    "settle_complaint": Intention(WordsForm, services.settle_complaint),
    "end_mediation": Intention(ReasonForm, services.end_mediation),
    "transfer_report": Intention(TransferForm, services.transfer_report),
    "convert_to_complaint": Intention(ReasonForm, services.convert_to_complaint),
    "convert_to_report": Intention(ReasonForm, services.convert_to_report),
}
DONE = {
    "review_topic": "初审意见已送同事复核。",
    "return_topic": "已退回初审。",
    "release_topic": "已公开征集，群众可以投票了。",
    "reject_topic": "已确认不予征集。",
    "merge_topic": "已并入另一题。",
    "draft_answer": "答复已拟好，请另一位同事复核后公布。",
    "return_answer": "答复已退回。",
    "adopt_topic": "已公布采纳，结果须在期限内公布。",
    "decline_topic": "已公布不采纳和理由。",
    "draft_result": "结果已拟好，请另一位同事复核后公布。",
    "return_result": "结果已退回。",
    "publish_result": "结果已公布在题目页。",
    "take_report": "这件由您承办。",
    "answer_reporter": "已答复，举报人凭回执码看到。",
    "decide_report": "决定已拟定，请另一位同事复核。",
    "return_decision": "已退回再议。",
    "confirm_decision": "已复核，请在期限内告知举报人。",
    "extend_report": "已延长核查期限。",
    "tell_reporter": "已告知。",
    "accept_complaint": "已受理，开始调解。",
    "refuse_complaint": "已写明不予受理的理由。",
    "settle_complaint": "已记下达成调解。",
    "end_mediation": "调解已终止，请在期限内告知。",
    "transfer_report": "已移送，本单位不再看到这件。",
    "convert_to_complaint": "已转为投诉，期限按投诉重新起算。",
    "convert_to_report": "已转为举报，期限按举报重新起算。",
}


def carry_out(
    *, actor: Actor, number: str, move: str, values: Mapping[str, Any], at: datetime, version: int | None = None
) -> Any:
    """Make a move with what a person filled in. Raises the move's refusals first, then InvalidInput."""
    intention = INTENTIONS[move]
    form = intention.form(values)
    if not form.is_valid():
        refuse_move_first(actor=actor, number=number, move=move, at=at, version=version)
        raise InvalidInput(faults_of(form))
    return intention.carry_out(actor=actor, number=number, at=at, version=version, **form.cleaned_data)


def refuse_move_first(*, actor: Actor, number: str, move: str, at: datetime, version: int | None) -> None:
    """Whoever may not make the move hears that, before being told about wrong values."""
    with transaction.atomic():
        cases.claim(actor=actor, workflow=workflow_of(move), number=number, move=move, at=at, version=version)


def workflow_of(move: str) -> Workflow:
    """The table in which the move stands."""
    return rules.TOPIC if rules.TOPIC.has_move(move) else rules.REPORT
