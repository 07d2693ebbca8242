"""预警: which stand open, which time has brought about, which are past; and where they lie, for the figures."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from yishang.contexts.outreach import rules
from yishang.contexts.outreach.models import AppealWarning
from yishang.kernel.cases import queries as cases
from yishang.kernel.statements import Given, Prepared

if TYPE_CHECKING:
    pass

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


def warned(code: str) -> Q:
    """The cases with an open warning of that code; `any` stands for all codes."""
    rows = AppealWarning.objects.filter(ended_at=None)
    return Q(pk__in=(rows if code == ANY_WARNING else rows.filter(code=code)).values("appeal_id"))


def to_warn(code: str, *, now: datetime) -> list[str]:
    """Numbers of the matters that a rule of time (W1, W2, W4) holds for and that are not warned of yet.

    Each is a range of an index over what is late or half-way (case_due, appeal_half_time), never a look at all.
    """
    rows = cases.subjects_of(rules.KIND).filter(_held_by_time(code, now), ~Exists(_open_of(code)))
    return list(rows.order_by("pk").values_list("number", flat=True)[:AT_ONCE])


def past_warnings() -> list[str]:
    """Numbers of the matters with an open warning whose state says that it is past: for moves that did not end it."""
    over = Q(code__in=("W3", "W4"), appeal__case__state__in=rules.OVER)
    heard = Q(code="W4") & (Q(appeal__progressed_at__isnull=False) | Q(appeal__half_time_at__isnull=True))
    signed = Q(code="W1") & (~Q(appeal__case__state="ASSIGNED") | Q(appeal__accept_due_at__gt=F("raised_at")))
    closed = Q(code="W2") & (~Q(appeal__case__state__in=rules.ON_THE_WAY) | Q(appeal__handle_due_at__gt=F("raised_at")))
    answered = Q(code="W5", appeal__case__state__in=rules.ANSWERED_FOR)
    rows = AppealWarning.objects.filter(over | heard | signed | closed | answered, ended_at=None).order_by("appeal_id")
    return list(rows.values_list("appeal__case__number", flat=True).distinct()[:AT_ONCE])


def _held_by_time(code: str, now: datetime) -> Q:
    late = Q(due_at__lt=now, is_paused=False)  # the clock shown is the nearest, so whatever is late shows one that is
    match code:
        case "W1":
            return late & Q(state="ASSIGNED", appeal__accept_due_at__lt=now)
        case "W2":
            return late & Q(state__in=rules.ON_THE_WAY, appeal__handle_due_at__lt=now)
        case "W4":
            half_way = Q(appeal__half_time_at__lte=now, appeal__progressed_at__isnull=True)
            return half_way & Q(state__in=rules.SIGNED_STATES)
    raise ValueError(f"{code} is not brought about by time")


def _open_of(code: str) -> QuerySet[AppealWarning]:
    return AppealWarning.objects.filter(appeal=OuterRef("pk"), code=code, ended_at=None)
