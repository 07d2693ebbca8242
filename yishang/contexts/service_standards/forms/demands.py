"""What people fill in about windows that asked for more, and which form and service belong to a move."""

from collections.abc import Sequence
from typing import Any

from django import forms

from yishang.contexts.service_standards import services
from yishang.contexts.service_standards.rules import demands, publishing
from yishang.kernel.cases.forms import Intentions, choice_field, day_field, line_field, text_field

READ_BY = "反映人凭回执码看到。"


class DemandForm(forms.Form):
    code = choice_field("办的是哪一项", [])
    region = choice_field("在哪个县区", [])
    window = line_field(
        "哪个窗口", longest=demands.WINDOW_MOST, help_text="大厅和窗口名称或号码，如“市民中心 12 号窗”。"
    )
    asked = line_field("多要了什么", longest=demands.ASKED_MOST, help_text="清单上没有、窗口却要的，写一份。")
    said = text_field("经过", longest=demands.SAID_MOST, required=False, rows=3, help_text="哪一天、怎么说的。")
    person = choice_field("您是", list(demands.PEOPLE.items()), widget=forms.RadioSelect(), initial="PERSON")
    name = line_field("怎么称呼", longest=30, required=False, help_text="不填就是匿名。")
    phone = line_field("电话", longest=20, required=False, help_text="加密保存，只有营商办看得到，每看一次都留痕。")

    def __init__(
        self, *given: Any, items: Sequence[tuple[str, str]], regions: Sequence[tuple[str, str]], **more: Any
    ) -> None:
        super().__init__(*given, **more)
        for name, choices in (("code", items), ("region", regions)):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = list(choices) if len(choices) == 1 else [("", "请选择"), *choices]

    def entry(self, key: str) -> demands.DemandEntry:
        """What was filled in about the list of that key."""
        return demands.DemandEntry(list=key, **self.cleaned_data)


class NothingForm(forms.Form):
    """A move that needs no words."""


class AnswerForm(forms.Form):
    answer = text_field("答复", longest=demands.ANSWER_MOST, help_text=READ_BY, rows=4)


class CorrectionForm(forms.Form):
    correction = text_field("怎么改正的", longest=demands.ANSWER_MOST, help_text=READ_BY, rows=4)


class TransferForm(forms.Form):
    unit = line_field("转给", longest=40)


class JoinForm(forms.Form):
    into = line_field(
        "并入哪一件（编号）", longest=40, help_text="同一事项、还没有结束的反映，如 DY-610402-20191209-0001。"
    )


class PublicationForm(forms.Form):
    list_key = choice_field("哪份清单", [])
    channel = choice_field("渠道", [("", "请选择"), *publishing.CHANNELS.items()])
    place = line_field("在哪里", longest=publishing.PLACE_MOST, help_text="网址、窗口、版面或屏幕的位置。")
    published_on = day_field("公布日期")

    def __init__(self, *given: Any, lists: Sequence[tuple[str, str]], **more: Any) -> None:
        super().__init__(*given, **more)
        field = self.fields["list_key"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", "请选择"), *lists]


class WithdrawalForm(forms.Form):
    withdrawn_on = day_field("撤下日期")
    reason = line_field("原因", longest=publishing.REASON_MOST)


INTENTIONS = Intentions().of(
    demands.DEMAND,
    {
        "transfer_demand": (TransferForm, services.transfer_demand),
        "uphold_demand": (AnswerForm, services.uphold_demand),
        "dismiss_demand": (AnswerForm, services.dismiss_demand),
        "overrule_dismissal": (AnswerForm, services.overrule_dismissal),
        "confirm_dismissal": (NothingForm, services.confirm_dismissal),
        "refuse_demand": (AnswerForm, services.refuse_demand),
        "join_demand": (JoinForm, services.join_demand),
        "correct_demand": (CorrectionForm, services.correct_demand),
    },
)
DONE = {
    "transfer_demand": "已转给新的单位。",
    "uphold_demand": "已答复属实，请在期限内改正。",
    "dismiss_demand": "已拟定不属实，请营商办另一位同事复核。",
    "overrule_dismissal": "已改判属实，请单位在期限内改正。",
    "confirm_dismissal": "已复核，反映人凭回执码看到答复。",
    "refuse_demand": "已写明不予受理的理由。",
    "join_demand": "已并入。",
    "correct_demand": "已写明改正。",
}
