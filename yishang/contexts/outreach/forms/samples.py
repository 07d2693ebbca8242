"""What witnesses and the office fill in for a call-back sample."""

from typing import Any

from yishang.kernel.cases.forms import day_field
from yishang.kernel.draw.forms import RevealForm, WitnessedForm

__all__ = ["FreezeSampleForm", "RevealForm"]


class FreezeSampleForm(WitnessedForm):
    """The period whose closed matters are the pool, and what the two witnesses promise."""

    period_from = day_field("办结起")
    period_to = day_field("办结止")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first, last = cleaned.get("period_from"), cleaned.get("period_to")
        if first and last and last < first:
            self.add_error("period_to", "止期不能早于起期。")
        return cleaned
