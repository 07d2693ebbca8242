"""What an office fills in: a policy, a survey, and whom each is for."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.timezone import localdate

from yishang.contexts.policies import queries, rules
from yishang.contexts.policies.forms.fields import AmountField
from yishang.kernel.cases.forms import CHOOSE, NO_NULL, day_field, line_field, several_field, text_field
from yishang.kernel.clocks import queries as clocks
from yishang.kernel.geo import queries as geo

YEARS = {"invalid": "请写整数，单位年。", "min_value": "不能小于 0。", "max_value": "不能大于 200。"}


def county_choices() -> list[tuple[str, str]]:
    """The counties of the home city as they are today."""
    today = localdate(clocks.present())
    return [(one.code, one.short_name) for one in geo.counties_of(geo.home_city(), on=today)]


def aspect_choices() -> list[tuple[str, str]]:
    """The twenty aspects; those that are sample data say so."""
    today = localdate(clocks.present())
    named = [(one.code, one.name if one.source == "种" else f"{one.name}（示范）") for one in queries.aspects(on=today)]
    return [("", "还没有定"), *named]


class IndustriesField(forms.CharField):
    """Sections and beginnings of codes, parted by blanks or commas; unknown ones are the rule's to refuse."""

    def clean(self, value: Any) -> tuple[str, ...]:
        """The codes, capitals, each once."""
        return tuple(dict.fromkeys(re.findall(r"[^\s,，、;；]+", super().clean(value).upper())))


class AudienceForm(forms.Form):
    """Whom it is for: what is left empty asks nothing."""

    subject_types = several_field("主体类型", list(rules.SUBJECT_TYPES.items()))
    regions = several_field("县市区", county_choices)
    industries = IndustriesField(
        label="行业", required=False, max_length=200, error_messages=NO_NULL,
        help_text="GB/T 4754 门类字母或代码开头，如 C 35 3921，用空格隔开。",
    )  # fmt: skip
    age_from = forms.IntegerField(
        label="登记满几年起", required=False, min_value=0, max_value=rules.AGES_MOST, error_messages=YEARS
    )
    age_to = forms.IntegerField(
        label="登记满几年止", required=False, min_value=0, max_value=rules.AGES_MOST, error_messages=YEARS
    )
    capital_from = AmountField("注册资本从（万元）")
    capital_to = AmountField("注册资本到（万元）")
    build_statuses = several_field("建设状态", list(rules.BUILD_STATUSES.items()), help_text="只对项目有意义。")


AUDIENCE = tuple(AudienceForm.base_fields)


def written_audience(given: dict[str, Any]) -> rules.Audience:
    """The audience in the cleaned data of an AudienceForm."""
    lists = {name: tuple(given[name]) for name in ("subject_types", "regions", "industries", "build_statuses")}
    limits: dict[str, int | None] = {name: given[name] for name in ("age_from", "age_to")}
    capital: dict[str, Decimal | None] = {name: given[name] for name in ("capital_from", "capital_to")}
    return rules.Audience(
        subject_types=lists["subject_types"], industries=lists["industries"], regions=lists["regions"],
        build_statuses=lists["build_statuses"], age_from=limits["age_from"], age_to=limits["age_to"],
        capital_from=capital["capital_from"], capital_to=capital["capital_to"],
    )  # fmt: skip


class PolicyForm(AudienceForm):
    """A policy and whom it is for."""

    field_order = (
        "title",
        "doc_no",
        "issuer",
        "issue_date",
        "valid_to",
        "aspect",
        "tags",
        "source_url",
        "text",
        "file",
    )

    title = line_field("标题", longest=200)
    doc_no = line_field("发文字号", longest=60, help_text="例：咸政发〔2020〕1号")
    issuer = line_field("发文机关", longest=60)
    issue_date = day_field("发布日期")
    valid_to = day_field("有效期至", required=False, help_text="没有写明有效期的留空。")
    aspect = forms.ChoiceField(label="方面", choices=aspect_choices, required=False, error_messages=CHOOSE)
    tags = line_field("标签", longest=200, required=False, help_text="用空格隔开，最多 10 个。")
    source_url = line_field("来源网址", longest=300, required=False)
    text = text_field("正文", longest=100_000, rows=12)
    file = forms.FileField(
        label="附件", required=False, help_text="PDF、DOCX 或 OFD，不超过 10 MB。",
        error_messages={"empty": "这个附件是空的。", "invalid": "请重新选择文件。"},
    )  # fmt: skip

    def entry(self) -> rules.PolicyEntry:
        """What was filled in, once it is valid."""
        given = self.cleaned_data
        told = {name: given[name] for name in ("title", "doc_no", "issuer", "issue_date", "valid_to", "aspect")}
        return rules.PolicyEntry(
            **told, text=given["text"].replace("\r\n", "\n"), tags=rules.tags_in(given["tags"]),
            source_url=given["source_url"],
        )  # fmt: skip


class SurveyForm(AudienceForm):
    """A survey and whom it asks."""

    field_order = ("title", "intro", "opens_on", "closes_on")

    title = line_field("标题", longest=60)
    intro = text_field("说明", longest=1000, required=False)
    opens_on = day_field("开始日期")
    closes_on = day_field("结束日期")

    def entry(self) -> rules.SurveyEntry:
        """What was filled in, once it is valid."""
        return rules.SurveyEntry(**{name: self.cleaned_data[name] for name in self.field_order})


class WithdrawForm(forms.Form):
    reason = text_field("撤回原因", longest=200, help_text="收到过这份文件的企业会看到。")
