"""Two ledgers kept apart: 银税互动 and 银企对接; intents, contracts and money paid out never merge (handbook 1.8)."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from yishang.kernel.context import Refusal

AMOUNT_MOST = Decimal("999999999.99")  # 万元
_PLAIN = re.compile(r"\d{1,9}(\.\d{1,2})?")


class LedgerNotYours(Refusal):
    """The post does not write in the bank ledgers of that region."""

    status = 403


class AmountFaults(ValueError):
    """The text is no amount; the message says what is wrong with it."""


@dataclass(frozen=True)
class DealEntry:
    """What one company signed with one bank at an event; amounts in 万元, None where there is none of that kind."""

    company: str
    bank: str
    signed_on: date
    intent: Decimal | None = None
    contract: Decimal | None = None
    paid_out: Decimal | None = None
    saved: Decimal | None = None
    uscc: str = ""


def amount_in(text: str) -> Decimal | None:
    """An amount in 万元 as people type it, None for nothing. Raises AmountFaults with words for the person."""
    text = text.strip()
    if not text:
        return None
    if text.startswith(("-", "−", "－")):
        raise AmountFaults("金额不能为负。")
    if "," in text or "，" in text:
        raise AmountFaults("请不要写千位分隔符，例如 5646.13。")
    if not (text.isascii() and _PLAIN.fullmatch(text)):
        raise AmountFaults("请写数字，单位万元，最多两位小数，例如 5646.13。")
    return Decimal(text)


def deal_faults(entry: DealEntry, *, on: date) -> dict[str, str]:
    """Field → fault: somebody, some bank, an intent or a contract, nothing below nought, no money without contract."""
    faults = {}
    if not entry.company.strip():
        faults["company"] = "请填写企业名称。"
    if not entry.bank.strip():
        faults["bank"] = "请填写银行。"
    if entry.signed_on > on:
        faults["signed_on"] = "签约日期不能晚于今天。"
    if entry.intent is None and entry.contract is None:
        faults["intent"] = "意向金额、合同金额至少填一项。"
    for name in ("intent", "contract", "paid_out", "saved"):
        amount = getattr(entry, name)
        if amount is not None and not 0 <= amount <= AMOUNT_MOST:
            faults[name] = "金额不能为负，也不能超过 10 万亿元。"
    if entry.paid_out is not None and entry.paid_out > (entry.contract or 0):
        faults["paid_out"] = "已放款不能多于合同金额；意向不算放款。"
    return faults


def hundred_millions(amount: Decimal) -> str:
    """An amount of 万元 in 亿元, two decimals, halves up: 585200 is 58.52."""
    return str((amount / 10_000).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP))
