"""When sponsors change: the company's open matters go along and say so (handbook 1.2)."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from yishang.contexts.outreach import rules
from yishang.kernel.cases import queries as cases
from yishang.kernel.directory.rules import SYSTEM_ACTOR
from yishang.kernel.journal import services as journal
from yishang.kernel.notify import services as notify
from yishang.kernel.notify.rules import Telling

if TYPE_CHECKING:
    from yishang.kernel.journal.models import Fact


@transaction.atomic
def note_new_sponsor(*, handed_over: "Fact") -> int:
    """Leave a word in each open matter of the company, and tell the successor once. Returns how many matters.

    `handed_over` is the directory's fact of one subject; the journal hands it to us once.
    """
    told = handed_over.data
    open_now = cases.subjects_of(rules.KIND).filter(applicant_id=told["entity"], state__in=rules.APPEAL.open_states)
    numbers = list(open_now.order_by("pk").values_list("number", flat=True))
    for number in numbers:
        journal.record(
            actor=SYSTEM_ACTOR,
            verb=f"{rules.KIND}.sponsor_changed",
            subject=number,
            at=handed_over.at,
            data={"sponsors": [told["from"], told["to"]], "on": told["on"]},
        )
    first_day = date.fromisoformat(told["on"])
    telling = Telling(
        template="sponsorship_handed_over",
        context={"before": told["from"], "day": f"{first_day.month}月{first_day.day}日"},
        account_ids=[told["to_id"]],
        subject=handed_over.subject,
        dedup_key=f"handed_over:{told['from_id']}:{told['to_id']}:{told['on']}",
    )
    notify.tell_all(tellings=[telling], at=handed_over.at)
    return len(numbers)
