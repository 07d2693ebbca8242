"""Keeping the two bank ledgers: banks of 银税互动; events of 银企对接 and what was signed at them."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from yishang.contexts.policies import queries, rules
from yishang.contexts.policies.models import BankDeal, BankEvent, TaxLoanBank
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import Actor
from yishang.kernel.documents import services as documents
from yishang.kernel.geo import queries as geo
from yishang.kernel.journal import services as journal
from yishang.kernel.parties import queries as parties
from yishang.kernel.parties import rules as party_rules

NAME_MAX = 60


@transaction.atomic
def enter_tax_loan_bank(
    *, actor: Actor, bank: str, began_on: date, at: datetime, product: str = "", note: str = "", is_demo: bool = False
) -> TaxLoanBank:
    """Enter a bank that lends on tax records. Raises LedgerNotYours, InvalidInput (bank, began_on)."""
    region_code = _writing_region(actor)
    name = " ".join(bank.split())
    faults = _name_faults("bank", name) | _day_faults("began_on", began_on, at)
    if faults:
        raise InvalidInput(faults)
    line = TaxLoanBank(
        city_id=geo.city_of(region_code), region_id=region_code, bank=name, began_on=began_on,
        product=product.strip()[:NAME_MAX], note=note.strip()[:200], entered_by_name=actor.name, entered_at=at,
        is_demo=is_demo,
    )  # fmt: skip
    _insert(line, {"bank": "这家银行已经登记。"})
    journal.record(
        actor=actor, verb="policies.tax_loan_bank.entered", subject=f"tax_loan_bank:{line.pk}", at=at, internal=True,
        first=True, data={"bank": name, "began_on": began_on.isoformat()},
    )  # fmt: skip
    return line


@transaction.atomic
def enter_bank_event(
    *, actor: Actor, title: str, held_on: date, at: datetime, place: str = "", is_demo: bool = False
) -> BankEvent:
    """Enter an event where banks met companies. Raises LedgerNotYours, InvalidInput (title, held_on)."""
    region_code = _writing_region(actor)
    faults = _name_faults("title", title.strip()) | _day_faults("held_on", held_on, at)
    if faults:
        raise InvalidInput(faults)
    event = BankEvent(
        number=documents.next_number(prefix="YQ", region_code=region_code, day=localdate(at)),
        city_id=geo.city_of(region_code), region_id=region_code, title=title.strip(), held_on=held_on,
        place=place.strip()[:NAME_MAX], entered_by_name=actor.name, entered_at=at, is_demo=is_demo,
    )  # fmt: skip
    _insert(event, {"title": "这一天的这场活动已经登记。"})
    journal.record(
        actor=actor, verb="policies.bank_event.entered", subject=event.number, at=at, internal=True, first=True,
        data={"title": event.title, "held_on": held_on.isoformat()},
    )  # fmt: skip
    return event


@transaction.atomic
def enter_bank_deal(*, actor: Actor, event_number: str, entry: rules.DealEntry, at: datetime) -> BankDeal:
    """Enter what a company signed with a bank; intent, contract and money paid out stay apart (万元).

    Raises LedgerNotYours, InvalidInput (company, bank, intent, contract, paid_out, saved, uscc).
    """
    event = queries.bank_event(actor, event_number)
    refuse_ledger(actor=actor, region_code=event.region_id)
    faults = rules.deal_faults(entry, on=localdate(at))
    entity = parties.entity_by_uscc(entry.uscc) if entry.uscc.strip() else None
    if entry.uscc.strip() and entity is None:
        faults["uscc"] = party_rules.uscc_fault(entry.uscc) or "没有登记过这家企业。"
    if faults:
        raise InvalidInput(faults)
    deal = BankDeal(
        event_id=event.pk, company=entity.name if entity else party_rules.normalise_name(entry.company), entity=entity,
        bank=" ".join(entry.bank.split())[:NAME_MAX], signed_on=entry.signed_on, intent=entry.intent,
        contract=entry.contract, paid_out=entry.paid_out, saved=entry.saved, entered_by_name=actor.name, entered_at=at,
    )  # fmt: skip
    _insert(deal, {"company": "这家企业与这家银行在本次活动的签约已经登记。"})
    told = {name: str(getattr(entry, name)) for name in ("intent", "contract", "paid_out", "saved")}
    journal.record(
        actor=actor, verb="policies.bank_deal.entered", subject=event.number, at=at, internal=True,
        data={"company": deal.company, "bank": deal.bank, **told},
    )  # fmt: skip
    return deal


def _writing_region(actor: Actor) -> str:
    region_code = queries.region_of(actor)
    refuse_ledger(actor=actor, region_code=region_code)
    return region_code


def refuse_ledger(*, actor: Actor, region_code: str) -> None:
    """Raise LedgerNotYours unless the actor keeps the ledgers of that region."""
    if not rules.writes_for(actor, region_code=region_code, city_code=geo.city_of(region_code)):
        raise rules.LedgerNotYours("银企台账由营商办登记。", next_step="请把材料交给营商办。")


def _name_faults(field: str, text: str) -> dict[str, str]:
    return {} if 0 < len(text) <= NAME_MAX else {field: f"请填写这一项，最多 {NAME_MAX} 个字。"}


def _day_faults(field: str, day: date, at: datetime) -> dict[str, str]:
    return {} if date(2000, 1, 1) <= day <= localdate(at) else {field: "日期应在 2000 年到今天之间。"}


def _insert(row: TaxLoanBank | BankEvent | BankDeal, double: dict[str, str]) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise InvalidInput(double) from None
