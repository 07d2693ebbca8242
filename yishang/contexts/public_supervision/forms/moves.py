"""Which form and which service belong to a move of a topic or a report."""

from django import forms

from yishang.contexts.public_supervision import rules, services
from yishang.contexts.public_supervision.forms import fields
from yishang.kernel.cases.forms import Intentions, line_field, text_field

PUBLIC_HELP = "群众会看到。"


class NothingForm(forms.Form):
    """A move that needs no words."""


class ReviewForm(forms.Form):
    verdict = fields.choice("意见", ((rules.LET_OUT, "同意征集"), (rules.TURN_AWAY, "不予征集")), radio=True)
    reason = text_field("理由", longest=300, help_text="不予征集的，凭编号能看到这个理由。", rows=3)
    days = fields.days()


class ReasonForm(forms.Form):
    reason = text_field("理由", longest=300, rows=3)


class MergeForm(forms.Form):
    into = line_field("并入哪一题（编号）", longest=40, help_text="本单位正在征集的题，如 DT-610400-20191209-0001。")
    reason = text_field("理由", longest=300, help_text=PUBLIC_HELP, rows=3)


class AnswerForm(forms.Form):
    kind = fields.choice("答复", ((rules.ADOPT, "采纳"), (rules.DECLINE, "不采纳")), radio=True)
    answer = text_field(
        "答复内容", longest=1000, help_text="采纳的写明怎么查、什么时候出结果；不采纳的写明理由。群众会看到。", rows=5
    )


class ResultForm(forms.Form):
    result = text_field("查的结果", longest=2000, help_text="查了多少家、发现什么、怎么处理。群众会看到。", rows=6)


class WordsForm(forms.Form):
    text = text_field("写给举报人", longest=1000, help_text="举报人凭回执码看到。", rows=4)


class DecisionForm(forms.Form):
    decision = fields.choice("决定", rules.DECISIONS.items(), radio=True)
    reason = text_field("核查情况和理由", longest=300, help_text="内部使用。不要写能认出举报人的内容。", rows=3)


class TransferForm(forms.Form):
    unit = line_field("移送到", longest=40)
    reason = text_field("理由", longest=300, rows=3)


INTENTIONS = (
    Intentions()
    .of(
        rules.TOPIC,
        {
            "review_topic": (ReviewForm, services.review_topic),
            "return_topic": (ReasonForm, services.return_topic),
            "release_topic": (NothingForm, services.release_topic),
            "reject_topic": (NothingForm, services.reject_topic),
            "merge_topic": (MergeForm, services.merge_topic),
            "draft_answer": (AnswerForm, services.draft_answer),
            "return_answer": (ReasonForm, services.return_answer),
            "adopt_topic": (NothingForm, services.adopt_topic),
            "decline_topic": (NothingForm, services.decline_topic),
            "draft_result": (ResultForm, services.draft_result),
            "return_result": (ReasonForm, services.return_result),
            "publish_result": (NothingForm, services.publish_result),
        },
    )
    .of(
        rules.REPORT,
        {
            "take_report": (NothingForm, services.take_report),
            "answer_reporter": (WordsForm, services.answer_reporter),
            "decide_report": (DecisionForm, services.decide_report),
            "return_decision": (ReasonForm, services.return_decision),
            "confirm_decision": (NothingForm, services.confirm_decision),
            "extend_report": (ReasonForm, services.extend_report),
            "tell_reporter": (WordsForm, services.tell_reporter),
            "accept_complaint": (WordsForm, services.accept_complaint),
            "refuse_complaint": (WordsForm, services.refuse_complaint),
            "settle_complaint": (WordsForm, services.settle_complaint),
            "end_mediation": (ReasonForm, services.end_mediation),
            "transfer_report": (TransferForm, services.transfer_report),
            "convert_to_complaint": (ReasonForm, services.convert_to_complaint),
            "convert_to_report": (ReasonForm, services.convert_to_report),
        },
    )
)
carry_out, refuse_move_first = INTENTIONS.carry_out, INTENTIONS.refuse_move_first
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
