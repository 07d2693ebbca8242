"""What is filled in for the libraries: a person's state, certificate, relations; a course; how a row was mended."""

from django import forms

from yishang.contexts.random_inspection import rules
from yishang.kernel.cases.forms import CHOOSE, REQUIRED, day_field


def text_field(label: str, *, longest: int, required: bool = True, help_text: str = "") -> forms.CharField:
    """A line of text of at most so many characters."""
    errors = {**REQUIRED, "max_length": f"最多 {longest} 个字。"}
    return forms.CharField(
        label=label, max_length=longest, required=required, help_text=help_text, error_messages=errors
    )


class InspectorStateForm(forms.Form):
    state = forms.ChoiceField(label="状态", choices=list(rules.INSPECTOR_STATES.items()), error_messages=CHOOSE)
    away_until = day_field("请假至", required=False)


class CertificateForm(forms.Form):
    until = day_field("执法证新的有效期至")


class RelationForm(forms.Form):
    uscc = text_field("企业的统一社会信用代码", longest=18)
    kind = forms.ChoiceField(label="关系", choices=list(rules.RELATIONS.items()), error_messages=CHOOSE)
    until = day_field("止", required=False, help_text="一直有效的不填。")


class TrainingForm(forms.Form):
    title = text_field("培训名称", longest=120)
    kind = forms.ChoiceField(label="类别", choices=list(rules.TRAININGS.items()), error_messages=CHOOSE)
    held_on = day_field("日期")
    hours = forms.IntegerField(
        label="学时", min_value=1, max_value=200, error_messages={**REQUIRED, "invalid": "请填写整数。"}
    )
    numbers = text_field("参加人员编号", longest=4000, help_text="用空格隔开，如 RY000001 RY000002。")

    def clean_numbers(self) -> list[str]:
        return str(self.cleaned_data["numbers"]).replace("，", " ").replace(",", " ").split()


class MendedForm(forms.Form):
    words = text_field("怎样治理的", longest=200)


class GuidelineForm(forms.Form):
    """A version of the city's rules."""

    title = text_field("名称", longest=120)
    doc_no = text_field("文号", longest=60, required=False)
    effective_from = day_field("施行日期")
    text = forms.CharField(
        label="正文",
        max_length=5000,
        widget=forms.Textarea,
        error_messages={**REQUIRED, "max_length": "最多 5000 个字。"},
    )
