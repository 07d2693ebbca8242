"""Lines of the two bank ledgers; each amount has a field of its own."""

from typing import Any

from django import forms

from yishang.contexts.policies import rules
from yishang.contexts.policies.forms.fields import AmountField
from yishang.kernel.cases.forms import day_field, line_field


class TaxLoanForm(forms.Form):
    bank = line_field("银行", longest=60)
    began_on = day_field("开展日期")
    product = line_field("产品", longest=60, required=False)
    note = line_field("备注", longest=200, required=False)


class BankEventForm(forms.Form):
    title = line_field("活动名称", longest=60)
    held_on = day_field("举办日期")
    place = line_field("地点", longest=60, required=False)


class DealForm(forms.Form):
    company = line_field("企业", longest=200)
    uscc = line_field("统一社会信用代码", longest=40, required=False, help_text="登记过的企业填上，名称以登记为准。")
    bank = line_field("银行", longest=60)
    signed_on = day_field("签约日期")
    intent = AmountField("意向金额（万元）", help_text="只签了意向的填这里。")
    contract = AmountField("合同金额（万元）", help_text="签了合同的填这里；与意向分开。")
    paid_out = AmountField("已放款（万元）", help_text="真正放了多少；意向、合同都不算。")
    saved = AmountField("节约资金成本（万元）")

    def entry(self) -> rules.DealEntry:
        """What was filled in, once it is valid."""
        given: dict[str, Any] = self.cleaned_data
        return rules.DealEntry(**given)
