"""The two bank ledgers, read apart: banks of 银税互动, and events of 银企对接 with what was signed at them."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, TypeVar

from django.db.models import Count, Model, Q, QuerySet, Sum

from yishang.contexts.policies import rules
from yishang.contexts.policies.models import BankDeal, BankEvent, TaxLoanBank
from yishang.contexts.policies.queries.pushes import CITY_READERS
from yishang.kernel.directory.rules import Actor, Role

Line = TypeVar("Line", bound=Model)
NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class BankTotals:
    """Both ledgers in sum; amounts in 万元. An intent is no contract, and neither is money paid out."""

    tax_loan_banks: int
    events: int
    companies: int
    intents: int
    contracts: int
    intent: Decimal
    contract: Decimal
    paid_out: Decimal
    saved: Decimal

    @property
    def signed(self) -> Decimal:
        """Intents and contracts together, as the source reports them: not money paid out."""
        return self.intent + self.contract

    @property
    def signed_in_hundred_millions(self) -> str:
        return rules.hundred_millions(self.signed)


def tax_loan_banks(actor: Actor, *, q: str = "") -> "QuerySet[TaxLoanBank]":
    """The banks of 银税互动 that the actor may see, by the day on which they began."""
    rows = _within(TaxLoanBank.objects.all(), actor).order_by("began_on", "pk")
    return rows.filter(Q(bank__icontains=q.strip()) | Q(product__icontains=q.strip())) if q.strip() else rows


def bank_events(actor: Actor) -> "QuerySet[BankEvent]":
    """The events of 银企对接 with what was signed at each, the newest first."""
    counted = {
        "companies": Count("deals__company", distinct=True),
        "intent": Sum("deals__intent"),
        "contract": Sum("deals__contract"),
        "paid_out": Sum("deals__paid_out"),
        "saved": Sum("deals__saved"),
    }
    return _within(BankEvent.objects.all(), actor).annotate(**counted).order_by("-held_on", "-pk")


def bank_event(actor: Actor, number: str) -> BankEvent:
    """One event with its sums. Raises LedgerNotYours, for whoever does not see it too."""
    found = bank_events(actor).filter(number=number).first()
    if found is None:
        raise LedgerLineNotFound(f"没有找到活动 {number}。", next_step="请回到台账查找。")
    return found


class LedgerLineNotFound(rules.LedgerNotYours):
    """There is no such event for this person; whether it exists is not told."""

    status = 404


def deals_of(actor: Actor, *, event: BankEvent | None = None, q: str = "") -> "QuerySet[BankDeal]":
    """What was signed, at one event or at all that the actor may see, in the order of the days."""
    rows = BankDeal.objects.filter(event__in=_within(BankEvent.objects.all(), actor)).select_related("event", "entity")
    rows = rows.filter(event=event) if event else rows
    words = q.strip()
    rows = rows.filter(Q(company__icontains=words) | Q(bank__icontains=words)) if words else rows
    return rows.order_by("signed_on", "pk")


def bank_totals(actor: Actor) -> BankTotals:
    """Both ledgers in sum, in three statements."""
    counts = {
        "companies": Count("company", distinct=True),
        "intents": Count("pk", filter=Q(intent__isnull=False)),
        "contracts": Count("pk", filter=Q(contract__isnull=False)),
    }
    sums = {name: Sum(name) for name in ("intent", "contract", "paid_out", "saved")}
    summed: dict[str, Any] = deals_of(actor).order_by().aggregate(**counts, **sums)
    found: dict[str, Any] = {name: value if name in counts else _amount(value) for name, value in summed.items()}
    return BankTotals(
        tax_loan_banks=tax_loan_banks(actor).count(),
        events=_within(BankEvent.objects.all(), actor).count(),
        **found,
    )


def _amount(summed: Decimal | None) -> Decimal:
    """A sum to the hundredth: SQLite adds amounts as floating numbers (33.6000000000000)."""
    return NOTHING if summed is None else summed.quantize(NOTHING, rounding=ROUND_HALF_UP)


def _within(rows: "QuerySet[Line]", actor: Actor) -> "QuerySet[Line]":
    if actor.role == "SYSTEM":
        return rows
    if actor.role in CITY_READERS:
        return rows.filter(city_id=actor.city_code)
    return rows.filter(region_id=actor.region_code) if actor.role == Role.CBO else rows.none()
