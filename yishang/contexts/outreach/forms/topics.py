"""What an office fills in to take a topic up as a common problem."""

from typing import Any

from django import forms

from yishang.kernel.cases.forms import CHOOSE, text_field


class CommonProblemForm(forms.Form):
    number = forms.ChoiceField(label="以哪一件牵头", error_messages=CHOOSE)
    reason = text_field("为什么是共性问题", longest=300, help_text="各家企业和承办单位都会看到。")

    def __init__(self, *args: Any, leads: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["number"].choices = leads  # type: ignore[attr-defined]
