"""What people fill in, and which service belongs to a move: desk, phone and API alike."""

from django import forms

from yishang.contexts.bundles import rules, services
from yishang.kernel.cases.forms import (
    Intentions,
    NumberField,
    PictureIds,
    Several,
    add_faults,
    choice_field,
    line_field,
    text_field,
)

__all__ = ["INTENTIONS", "IntakeForm", "add_faults", "carry_out", "refuse_move_first"]
KEY_LONGEST = 200


class PaperKeys(forms.Field):
    """Keys of papers that were ticked; a list from JSON or repeated inputs."""

    widget = Several

    def to_python(self, value: object) -> list[str]:
        given = value or []
        if not isinstance(given, list) or any(not isinstance(one, str) or len(one) > KEY_LONGEST for one in given):
            raise forms.ValidationError("应为材料名称的列表。")
        return given


class IntakeForm(forms.Form):
    """The one form of a bundle, beside its answers."""

    uscc = line_field("统一社会信用代码", longest=18)
    shop_name = line_field("店名", longest=rules.LINE_LONGEST, help_text="招牌上的名字")
    address = line_field("经营地址", longest=rules.LINE_LONGEST)
    papers = PaperKeys(label="材料", required=False)
    images = PictureIds(label="材料照片", required=False)


class BareForm(forms.Form):
    """A move that asks for nothing."""


class CorrectionForm(forms.Form):
    """Which papers, and how."""

    papers = PaperKeys(label="哪些材料要补正", required=False)
    reason = text_field(
        "怎样补正", longest=500, help_text="各部门的意见汇总后一次告知企业；没有改动的材料不能再提第二次。"
    )


class GrantForm(forms.Form):
    """What is issued."""

    document = line_field("证照或文书编号", longest=rules.LINE_LONGEST)
    note = text_field("办理意见", longest=500, required=False)


class ReasonForm(forms.Form):
    """Why."""

    reason = text_field("理由", longest=500)


class SupplyForm(forms.Form):
    """What was put right."""

    papers = PaperKeys(label="补好的材料", required=False)
    note = line_field("说明", longest=rules.LINE_LONGEST, required=False)
    images = PictureIds(label="材料照片", required=False)


class HelperForm(forms.Form):
    """Who accompanies the applicant."""

    helper = line_field("帮办人员", longest=20)


class HandOverForm(forms.Form):
    """Who took the results, and how."""

    receiver = line_field("领取人", longest=60)
    way = choice_field("领取方式", list(rules.WAYS.items()))


class RateForm(forms.Form):
    """The applicant's word."""

    star = NumberField(label="评价", whole=True)
    reason = text_field("不满意的原因", longest=500, required=False)
    suggestion = text_field("意见建议", longest=500, required=False)


INTENTIONS = (
    Intentions()
    .of(
        rules.PACKAGE,
        {
            "supply_papers": (SupplyForm, services.supply_papers),
            "withdraw_package": (ReasonForm, services.withdraw_package),
            "assign_helper": (HelperForm, services.assign_helper),
            "hand_over": (HandOverForm, services.hand_over),
            "rate_package": (RateForm, services.rate_package),
        },
    )
    .of(
        rules.PART,
        {
            "accept_part": (BareForm, services.accept_part),
            "note_correction": (CorrectionForm, services.note_correction),
            "grant_part": (GrantForm, services.grant_part),
            "refuse_part": (ReasonForm, services.refuse_part),
        },
    )
)
carry_out, refuse_move_first = INTENTIONS.carry_out, INTENTIONS.refuse_move_first
