"""What is filled in when a matter does not go its plain way: returning, ruling, shelving, pressing, a word inside."""

from django import forms

from yishang.kernel.cases.forms import CHOOSE, day_field, keepable, text_field


class ReturnForm(forms.Form):
    """`basis` is asked for on the page; machines that send a reason alone are still heard."""

    reason = text_field("理由", longest=500, help_text="企业和营商办都会看到。")
    basis = text_field(
        "权责依据", required=False, longest=300, rows=2, help_text="写明按哪份权责清单、哪条规定不归本单位，归谁。"
    )


class RefuseReturnForm(forms.Form):
    reason = text_field("理由", longest=500, help_text="企业和承办单位都会看到。")
    conflicts = forms.BooleanField(
        label="退回理由与权责清单冲突", required=False, help_text="清单写明由这个单位办的才勾选，会记为推诿预警。"
    )


class RulingForm(forms.Form):
    unit = forms.CharField(label="承办单位", max_length=40, error_messages=CHOOSE, validators=[keepable])
    reason = text_field("裁定理由", longest=500, help_text="写明依据；企业和有关单位都会看到。")


class ShelvingForm(forms.Form):
    """Why it cannot be solved now, and when to look again."""

    reason = text_field("理由", longest=500, help_text="缺什么条件、什么时候能具备。企业会看到。")
    review_on = day_field("复查日期", help_text="6 个月以内；到那天要决定恢复办理还是延长。")


class UrgeForm(forms.Form):
    note = text_field("想说的话", required=False, longest=300, rows=2)


class SuperviseForm(forms.Form):
    note = text_field("督办意见", longest=500, help_text="企业和承办单位都会看到。")
    answer_by = day_field("要求答复的日期", required=False, help_text="可以不填。")


class InternalNoteForm(forms.Form):
    note = text_field("内部备注", help_text="只给营商办、承办和协办单位等工作人员看，企业看不到。")
