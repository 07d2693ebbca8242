"""What a visit brings back: appeals filed under its number, wherever they are handled."""

from typing import TYPE_CHECKING

from django.db import transaction

from yishang.contexts.visits.models import Visit

if TYPE_CHECKING:
    from yishang.kernel.journal.models import Fact


@transaction.atomic
def note_brought_appeal(*, submitted: "Fact") -> bool:
    """Write down an appeal that names a visit as its origin. Whether it was new; repeating it changes nothing."""
    origin = str(submitted.data.get("origin", ""))
    visit = Visit.objects.select_for_update().filter(case__number=origin).first() if origin else None
    if visit is None or submitted.subject in visit.appeals:
        return False
    visit.appeals, visit.no_appeals = [*visit.appeals, submitted.subject], False
    visit.save(update_fields=["appeals", "no_appeals"])
    return True
