"""What credit has to say beside any process's page about a company: restricted, by which rule, until when."""

from datetime import datetime

from django.db.models import Q
from django.utils.timezone import localdate

from yishang.contexts.credit.models import Sanction
from yishang.contexts.credit.queries.restrictions import ASKERS
from yishang.kernel.parties.rules import CompanyNote


def company_notes(*, role: str, entity_id: int, at: datetime) -> list[CompanyNote]:
    """One note for each measure in force; nothing for posts that do not ask at the counter. One statement."""
    if role not in ASKERS:
        return []
    on = localdate(at)
    rows = Sanction.objects.filter(entity_id=entity_id, case__state__in=("ORDERED", "IN_FORCE"), starts_on__lte=on)
    rows = rows.filter(Q(ends_on=None) | Q(ends_on__gt=on)).select_related("measure__list")
    return [
        CompanyNote(
            title=f"信用限制：{one.measure.name}",
            text=f"依据{one.measure.basis}（{one.measure.list.name} {one.matter}）"
            + ("，条文待核" if one.measure.mark == "疑" else ""),
            until=f"至 {one.ends_on}" if one.ends_on else "至移出名单为止",
        )
        for one in rows.order_by("pk")
    ]
