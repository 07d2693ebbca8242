"""预警: which stand open, which time has brought about, which are past; and where they lie, for the figures."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from yishang.contexts.outreach import rules
from yishang.contexts.outreach.models import Appeal, AppealWarning
from yishang.kernel.statements import Given, Prepared

ANY_WARNING = "any"
AT_ONCE = 2000  # of one rule in one run; the next run goes on

_OPEN = Prepared(lambda: AppealWarning.objects.filter(appeal_id=Given("appeal"), ended_at=None).order_by("code"))


def open_warnings(appeal_id: int) -> list[AppealWarning]:
    """The warnings of one matter that still hold, by code."""
    return _OPEN.rows(appeal=appeal_id)


def warnings_of(appeal_ids: Collection[int]) -> dict[int, list[str]]:
    """Codes of the open warnings of each of these matters (a page of a list), in one statement."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = AppealWarning.objects.filter(appeal_id__in=appeal_ids, ended_at=None).order_by("code")
    for appeal_id, code in rows.values_list("appeal_id", "code"):
        found[appeal_id].append(code)
    return found


def warnings_open() -> QuerySet[AppealWarning]:
    """Every warning that still holds, of whomever."""
    return AppealWarning.objects.filter(ended_at=None)


def warned(code: str) -> Q:
    """The cases with an open warning of that code; `any` stands for all codes."""
    rows = warnings_open()
    return Q(pk__in=(rows if code == ANY_WARNING else rows.filter(code=code)).values("appeal_id"))


def to_warn(code: str, *, now: datetime) -> list[str]:
    """Numbers of the matters that a rule of time (W1, W2, W4) holds for and that are not warned of yet.

    Each is a range of an index over what is late or half-way (case_due, appeal_half_time), never a look at all.
    """
    held = _half_way(now) if code == "W4" else _late(code, now)
    fresh = held.filter(~Exists(AppealWarning.objects.filter(appeal=OuterRef("pk"), code=code, ended_at=None)))
    return list(fresh.values_list("case__number", flat=True)[:AT_ONCE])


def past_warnings() -> list[str]:
    """Numbers of the matters with an open warning whose state says that it is past: for moves that did not end it."""
    over = Q(code__in=("W3", "W4"), appeal__case__state__in=rules.OVER)
    heard = Q(code="W4") & (Q(appeal__progressed_at__isnull=False) | Q(appeal__half_time_at__isnull=True))
    signed = Q(code="W1") & (~Q(appeal__case__state="ASSIGNED") | Q(appeal__accept_due_at__gt=F("raised_at")))
    closed = Q(code="W2") & (~Q(appeal__case__state__in=rules.ON_THE_WAY) | Q(appeal__handle_due_at__gt=F("raised_at")))
    answered = Q(code="W5", appeal__case__state__in=rules.ANSWERED_FOR)
    rows = AppealWarning.objects.filter(over | heard | signed | closed | answered, ended_at=None).order_by("appeal_id")
    return list(rows.values_list("appeal__case__number", flat=True).distinct()[:AT_ONCE])


def _late(code: str, now: datetime) -> QuerySet[Appeal]:
    """Past the signing (W1) or handling limit (W2). The clock that a case shows is its nearest: so it is late too."""
    shown = Appeal.objects.filter(case__kind=rules.KIND, case__due_at__lt=now, case__is_paused=False)
    late = {
        "W1": Q(case__state="ASSIGNED", accept_due_at__lt=now),
        "W2": Q(case__state__in=rules.ON_THE_WAY, handle_due_at__lt=now),
    }[code]
    return shown.filter(late).order_by("case__due_at", "case_id")


def _half_way(now: datetime) -> QuerySet[Appeal]:
    """Half of the limit gone, and not a word yet (W4)."""
    silent = Appeal.objects.filter(half_time_at__lte=now, progressed_at__isnull=True)
    return silent.filter(case__state__in=rules.SIGNED_STATES).order_by("half_time_at")
