"""The forms of the moves, with their words."""

from typing import Any

from django import forms
from django.utils.timezone import localdate

from yishang.contexts.credit import queries, rules
from yishang.kernel.cases.forms import (
    CHOOSE,
    PictureIds,
    choice_field,
    day_field,
    keepable,
    line_field,
    several_field,
    text_field,
)
from yishang.kernel.clocks import queries as clocks

REASON_LONGEST = 500


def _evidence(requirement: str) -> forms.CharField:
    label = f"{rules.REQUIREMENTS[requirement]}：证据"
    return text_field(label, required=False, rows=2, longest=REASON_LONGEST)


def unit_field(label: str, *, help_text: str = "") -> forms.CharField:
    """A unit's code; the page draws the choices of the matter's region."""
    return forms.CharField(
        label=label, max_length=40, error_messages=CHOOSE, validators=[keepable], help_text=help_text
    )


def _reasons() -> list[tuple[str, str]]:
    found = queries.reasons(on=localdate(clocks.present()))
    return [("", "请选择"), *((one.code, f"{one.name}{'（待核）' if one.mark == '疑' else ''}") for one in found)]


def _measures(list_code: str) -> list[tuple[str, str]]:
    found = queries.measures(list_code, on=localdate(clocks.present()))
    return [(one.code, f"{one.name}（{one.basis}）{'待核' if one.mark == '疑' else ''}") for one in found]


def _abnormal_measures() -> list[tuple[str, str]]:
    return _measures(rules.ABNORMAL)


def _serious_measures() -> list[tuple[str, str]]:
    return _measures(rules.SERIOUS)


class NoteForm(forms.Form):
    note = text_field("说明", required=False, longest=REASON_LONGEST)


class ReasonForm(forms.Form):
    reason = text_field("原因", help_text="当事人会看到。", longest=REASON_LONGEST)


class OpinionForm(forms.Form):
    opinion = text_field("意见", help_text="写明核实情况；当事人申辩的，写明是否采纳。", longest=REASON_LONGEST)


class ReportForm(forms.Form):
    note = text_field("执行情况", longest=REASON_LONGEST)


class AssignForm(forms.Form):
    unit = unit_field("归属部门")
    reason = text_field("依据", longest=REASON_LONGEST)


class ReturnForm(forms.Form):
    rightful = unit_field("应当归属的部门")
    reason = text_field("为什么不属本部门", help_text="只能退回一次，由双随机牵头部门裁定。", longest=REASON_LONGEST)


class PushAnswerForm(forms.Form):
    answer = text_field("首次监管安排、办证情况", longest=REASON_LONGEST)


class AnswerForm(forms.Form):
    finding = choice_field("核查结果", [("", "请选择"), *rules.FINDINGS.items()])
    answer = text_field("核查和处置情况", longest=REASON_LONGEST)


class LetterForm(forms.Form):
    sent_on = day_field("寄出日期")
    tracking = line_field("邮件号", longest=40, help_text="同一邮件号再登记一次，就是更新它的结果。")
    outcome = choice_field("结果", list(rules.LETTER_OUTCOMES.items()))


class NoticeForm(forms.Form):
    found = text_field("查明的事实", longest=1000, help_text="写进告知书和决定书。")
    established_on = day_field("查实之日", help_text="自这一天起 10 个工作日内列入。")


class ListForm(forms.Form):
    opinion = text_field("审核意见", help_text="当事人申辩的，写明是否采纳。", longest=REASON_LONGEST)
    measures = several_field("同时下达的惩戒措施", _abnormal_measures, help_text="只能从清单中选择。")


class DefenceForm(forms.Form):
    text = text_field("您的意见", longest=1000, rows=5)
    images = PictureIds(required=False)


class ApplyForm(forms.Form):
    ground = text_field("已经怎样改正", longest=1000, rows=5)
    images = PictureIds(required=False)


class CheckForm(forms.Form):
    check = text_field("核实情况", longest=1000)


class MeasuresForm(forms.Form):
    measures = several_field("拟采取的管理措施", _serious_measures, help_text="只能从清单中选择，写进告知书。")


class EarlyForm(forms.Form):
    ground = text_field("履行义务、消除影响的情况", longest=1000, rows=5)
    conditions = several_field("三个条件", list(rules.EARLY_CONDITIONS.items()))
    images = PictureIds(required=False)


class RepairForm(forms.Form):
    ground = text_field("已经怎样纠正", longest=1000, rows=5)
    images = PictureIds(required=False)


class SuspectForm(forms.Form):
    uscc = line_field("统一社会信用代码", longest=40)
    reason = choice_field("原因", _reasons)
    source = line_field("线索来源", longest=100)


class ProposeForm(forms.Form):
    """A proposal for the serious list; each requirement says where its evidence is."""

    uscc = line_field("统一社会信用代码", longest=40)
    domain = choice_field("违法领域", [("", "请选择"), *rules.DOMAINS.items()])
    penalty_document = line_field("处罚决定书号", longest=60)
    domain_evidence = text_field(
        f"{rules.REQUIREMENTS['domain']}：证据", required=False, rows=2, longest=REASON_LONGEST
    )
    penalty_evidence = text_field(
        f"{rules.REQUIREMENTS['penalty']}：证据", required=False, rows=2, longest=REASON_LONGEST
    )
    circumstances_evidence = text_field(
        f"{rules.REQUIREMENTS['circumstances']}：证据", required=False, rows=2, longest=REASON_LONGEST
    )
    harm_evidence = _evidence("harm")

    def entry(self) -> dict[str, Any]:
        """What was filled in, as the service takes it."""
        given = self.cleaned_data
        told = {name: given[name] for name in ("uscc", "domain", "penalty_document")}
        return {**told, "requirements": {code: given[f"{code}_evidence"] for code in rules.REQUIREMENTS}}
