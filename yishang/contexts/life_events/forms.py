"""What is filled in to load a tree's table, and to publish it."""

from typing import Any

from django import forms

from yishang.contexts.life_events import rules

COUNTED = {"stages": "阶段", "themes": "主题", "events": "事件", "items": "事项"}


class TableForm(forms.Form):
    """A tree's table, why it changes, and how many of each it is declared to have."""

    table = forms.FileField(
        label="表格文件",
        help_text="CSV 或 XLSX；先下载现在的表格，改好再传。先检查、列出差异，不会马上生效。",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"}),
        error_messages={"required": "请选择文件。", "empty": "文件是空的，请换一个。"},
    )
    reason = forms.CharField(label="为什么改", max_length=200, error_messages={"required": "请写明为什么改。"})

    def __init__(self, declared: rules.Count, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        for name, word in COUNTED.items():
            self.fields[name] = forms.IntegerField(
                label=f"声明的{word}数", min_value=0, max_value=99_999, initial=getattr(declared, name),
                error_messages={"required": f"请填写{word}数。", "invalid": "请填写整数。"},
            )  # fmt: skip

    def declared(self) -> dict[str, int]:
        """What was declared, by the names of rules.Count."""
        return {name: self.cleaned_data[name] for name in COUNTED}


class PublishForm(forms.Form):
    """From which day the draft is to hold."""

    on = forms.DateField(
        label="从哪一天起生效",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "请选择日期。", "invalid": "请写成 2020-01-15 这样的日期。"},
    )
