"""What is filled in for the libraries: a person's state, certificate, relations; a course; how a row was mended."""

from django import forms

from yishang.contexts.random_inspection import rules
from yishang.kernel.cases.forms import CHOOSE, NumberField, day_field, line_field, text_field


class InspectorStateForm(forms.Form):
    state = forms.ChoiceField(label="状态", choices=list(rules.INSPECTOR_STATES.items()), error_messages=CHOOSE)
    away_until = day_field("请假至", required=False)


class CertificateForm(forms.Form):
    until = day_field("执法证新的有效期至")


class RelationForm(forms.Form):
    uscc = line_field("企业的统一社会信用代码", longest=18)
    kind = forms.ChoiceField(label="关系", choices=list(rules.RELATIONS.items()), error_messages=CHOOSE)
    until = day_field("止", required=False, help_text="一直有效的不填。")


class TrainingForm(forms.Form):
    title = line_field("培训名称", longest=120)
    kind = forms.ChoiceField(label="类别", choices=list(rules.TRAININGS.items()), error_messages=CHOOSE)
    held_on = day_field("日期")
    hours = NumberField(whole=True, label="学时")
    numbers = line_field("参加人员编号", longest=4000, help_text="用空格隔开，如 RY000001 RY000002。")

    def clean_numbers(self) -> list[str]:
        return str(self.cleaned_data["numbers"]).replace("，", " ").replace(",", " ").split()


class MendedForm(forms.Form):
    words = line_field("怎样治理的", longest=200)


class GuidelineForm(forms.Form):
    """A version of the city's rules."""

    title = line_field("名称", longest=120)
    doc_no = line_field("文号", longest=60, required=False)
    effective_from = day_field("施行日期")
    text = text_field("正文", longest=5000, rows=10)
