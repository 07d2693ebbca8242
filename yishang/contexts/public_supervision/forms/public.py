"""What the public and the trade bodies fill in."""

from typing import Any

from django import forms

from yishang.contexts.public_supervision import rules
from yishang.contexts.public_supervision.forms import fields
from yishang.kernel.cases.forms import REQUIRED, day_field, line_field, text_field


class TopicForm(forms.Form):
    field = fields.choice("哪个领域", fields.FIELD_CHOICES)
    title = line_field(
        "想请部门查什么",
        longest=rules.TITLE_MOST,
        help_text="问一类事，如“学校周边小餐桌的卫生”。不要写单个企业的名称。",
    )
    content = text_field("为什么", longest=rules.CONTENT_MOST, required=False, rows=4)


class DepartmentTopicForm(TopicForm):
    days = fields.days()


class ReportForm(forms.Form):
    nature = fields.choice(
        "要做什么", (("REPORT", "举报：反映违法行为，可匿名"), ("COMPLAINT", "投诉：为自己的权益，要调解")), radio=True
    )
    field = fields.choice("哪个领域", fields.FIELD_CHOICES)
    accused = line_field("反映谁", longest=100, help_text="单位名称，或在哪里。")
    conduct = text_field("发生了什么", longest=1000, help_text="什么时间、什么行为。不要写您自己的姓名和电话。", rows=6)
    evidence = text_field("有什么证据，在哪里", longest=500, required=False, rows=3)
    is_insider = fields.tick("我是内部人员", help_text="加密保存，和您的身份放在一起。")
    wants_reward = fields.tick("我想要举报奖励", help_text="匿名的也可以，凭回执码办理。")
    name = line_field("您的姓名", longest=30, required=False, help_text="不填就是匿名。投诉须填写。")
    phone = line_field("您的电话", longest=20, required=False)

    def entry(self) -> rules.ReportEntry:
        """What was filled in."""
        return rules.ReportEntry(**self.cleaned_data)


class SupplementForm(forms.Form):
    text = text_field("补充", longest=1000, required=False, help_text="不要写您自己的姓名和电话。")


class AssociationForm(forms.Form):
    uscc = line_field("统一社会信用代码", longest=18)
    field = fields.choice("领域", fields.FIELD_CHOICES)
    representative = line_field("代表", longest=30, help_text="代表须已有这家协会的账号。")
    items = text_field("会员自查项目", longest=2000, help_text="一行一项，最多 30 项。", rows=8)


class PledgeForm(forms.Form):
    title = line_field("标题", longest=60)
    text = text_field("公约内容", longest=5000, rows=12)


class SelfCheckForm(forms.Form):
    uscc = line_field("会员的统一社会信用代码", longest=18)
    checked_on = day_field("自查日期")
    note = text_field("说明", longest=300, required=False, rows=3)

    def __init__(self, *given: Any, items: list[str], **more: Any) -> None:
        super().__init__(*given, **more)
        for place, item in enumerate(items):
            self.fields[f"item_{place}"] = forms.ChoiceField(
                label=f"{place + 1}. {item}", choices=list(rules.ANSWERS.items()), widget=forms.RadioSelect,
                error_messages=REQUIRED,
            )  # fmt: skip

    def answers(self) -> dict[int, str]:
        """Place → answer."""
        names = [name for name in self.fields if name.startswith("item_")]
        return {int(name.removeprefix("item_")): self.cleaned_data[name] for name in names}
