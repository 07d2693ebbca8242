"""The words that a step of a version asks for."""

from django import forms

from yishang.kernel.cases.forms import choice_field, day_field, line_field, text_field

REASON = 200
YES, NO = "yes", "no"


class ReasonForm(forms.Form):
    reason = text_field("原因", longest=REASON, rows=2)


class ChangeReasonForm(forms.Form):
    reason = text_field("变更原因", longest=REASON, rows=2, help_text="为什么要改，写给审核的同事和以后查历史的人看。")


class PublishForm(forms.Form):
    effective_from = day_field("从哪一天起生效", help_text="今天或以后；上一版到那天为止。在办的件按受理时的版本办完。")


class RetireForm(forms.Form):
    on = day_field("从哪一天起停用", help_text="今天或以后。在办的件按受理时的版本办完。")
    reason = text_field("停用原因", longest=REASON, rows=2)


class DeviationForm(forms.Form):
    reason = text_field("为什么要和市级文本不同", longest=REASON, rows=2)
    basis = line_field(
        "依据", longest=REASON, required=False, help_text="比市级文本多要材料、多收费、多跑一次的，必须写明文件和条款。"
    )


class DecisionForm(forms.Form):
    agree = choice_field("审定", ((YES, "同意"), (NO, "不同意")), widget=forms.RadioSelect)
    effective_from = day_field("同意的，从哪天起", required=False, help_text="不填就从今天起。")
    answer = text_field("答复", longest=REASON, rows=2, required=False, help_text="不同意的须写明为什么。")


class AnswerForm(forms.Form):
    agree = choice_field("答复", ((YES, "采纳，本县保留原文本"), (NO, "不采纳，改按新文本")), widget=forms.RadioSelect)
    answer = text_field("理由", longest=REASON, rows=2)
