"""What a person fills in for the everyday moves of an appeal."""

from typing import Any

from django import forms

from yishang.contexts.outreach import rules
from yishang.contexts.outreach.forms.fields import NOT_CHOSEN, OUTCOMES, STARS, UnitCodes, category_choices, told_field
from yishang.kernel.cases.forms import CHOOSE, REQUIRED, PictureIds, choice_field, keepable, text_field


class SubmitForm(forms.Form):
    """What a company tells; deeper checks (length, code, category) are the service's, in the same words everywhere."""

    uscc = told_field("企业", 40, required="请选择企业。")
    category = told_field("哪一类问题", 8)
    title = told_field("一句话说明", 200)
    content = told_field("说说情况", 20_000)
    expect = told_field("希望怎样解决", 200)
    contact_name = told_field("联系人", 60)
    contact_phone = told_field("联系电话", 20)
    origin = told_field("由来", 40)
    images = PictureIds(label="照片", required=False)
    is_public_consent = forms.BooleanField(label="同意作为典型案例公开（不含企业名称）", required=False)


class TriageForm(forms.Form):
    category = choice_field("类别", category_choices)
    star = forms.TypedChoiceField(label="难度", choices=STARS, coerce=int, error_messages=CHOOSE)
    line = choice_field("线路", list(rules.LINES.items()))
    route = choice_field("途径", list(rules.ROUTES.items()))
    note = text_field("给承办单位的话", required=False, longest=500)


class DispatchForm(forms.Form):
    unit = forms.CharField(label="第一责任单位", max_length=40, error_messages=CHOOSE, validators=[keepable])
    co_units = UnitCodes(label="协办单位", required=False)
    note = text_field("交办意见", required=False, longest=500)


class MergeForm(forms.Form):
    into = forms.CharField(
        label="并入哪一件（编号）", max_length=40, error_messages=REQUIRED, validators=[keepable], strip=True
    )
    reason = text_field("说明", required=False, longest=500, help_text="企业会看到。")


class NoteForm(forms.Form):
    note = text_field("说明", required=False, longest=500)


class ReasonForm(forms.Form):
    reason = text_field("理由", longest=500, help_text="企业和承办单位都会看到。")


class ProgressForm(forms.Form):
    note = text_field("进展", help_text="做了什么、下一步是什么。企业会看到。")
    images = PictureIds(label="照片", required=False)


class SupplementForm(forms.Form):
    note = text_field("补充说明")
    images = PictureIds(label="照片", required=False)


class CloseForm(forms.Form):
    result_type = choice_field("办理结果", [NOT_CHOSEN, *rules.UNIT_RESULTS.items()])
    result_text = text_field(
        "结果说明", help_text="写给企业看：解决了什么，怎样解决的；没解决的写明原因和去处。", rows=5
    )
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
    reason = text_field("理由", longest=500)

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
    reason = text_field("哪里不满意", required=False, longest=500, help_text="1–2 星请写明原因，我们会重新办理。")
    is_uncontacted = forms.BooleanField(label="办理期间没有人联系过我", required=False)
    suggestion = text_field("意见建议", required=False, longest=500)


class CallBackForm(forms.Form):
    outcome = choice_field("企业怎么说", [NOT_CHOSEN, *OUTCOMES])
    note = text_field("通话记录", required=False, longest=500)
