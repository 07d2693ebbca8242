"""What is filled in to keep prepared words."""

from django import forms

from yishang.contexts.outreach import rules
from yishang.contexts.outreach.forms.fields import category_choices, told_field
from yishang.kernel.cases.forms import choice_field, text_field

SHARED = [("mine", "只给我自己"), ("unit", "本单位共用"), ("all", "全市共用")]
MOVES = [(name, rules.APPEAL.move(name).label) for name in rules.REPLY_FIELDS]


def _categories() -> list[tuple[str, str]]:
    return [("", "不限类别"), *category_choices()]


class ReplyForm(forms.Form):
    """A template: for which step, for which category, its name and words, for whom."""

    move = choice_field("用在哪一步", MOVES)
    category = choice_field("哪一类诉求", _categories, required=False)
    title = told_field("名字", rules.REPLY_TITLE_MAX, required="请给模板起个名字。")
    text = text_field(
        "内容",
        longest=rules.REPLY_TEXT_MAX,
        rows=5,
        help_text="可以写 {企业} {编号} {标题} {单位} {到期}，用的时候自动填上。",
    )
    shared = choice_field("给谁用", SHARED)
