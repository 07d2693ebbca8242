"""What the rules of warnings look at, fetched; and what they have said before."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from django.db.models import Count
from django.utils.timezone import localdate

from yishang.contexts.credit import rules
from yishang.contexts.credit.models import CreditRecord, Letter, Push, Registration, RiskWarning
from yishang.contexts.credit.queries.catalogs import parameter

AT_ONCE = 500  # companies in one statement, and warnings of one rule in one look


def alarms(*, at: datetime) -> Iterator[rules.Alarm]:
    """Everything that the rules see now, said before or not."""
    on = localdate(at)
    yield from rules.licence_expiry(_licences(on), on=on, lead_days=parameter("licence_lead", on=on))
    yield from _reports(on)
    days = parameter("complaints_days", on=on)
    yield from rules.complaints_surge(
        _complaints(on - timedelta(days=days)), least=parameter("complaints_least", on=on), days=days, on=on
    )
    yield from rules.address_clusters(_addresses(), least=parameter("address_least", on=on))
    yield from rules.unreachable_again(_letters(), least=parameter("unreachable_least", on=on))
    yield from rules.unclaimed(_unclaimed(at))


def known_alarms(found: Sequence[rules.Alarm]) -> set[tuple[int, str]]:
    """(party, key) of those that have been pushed before."""
    known: set[tuple[int, str]] = set()
    parties = sorted({one.entity_id for one in found})
    for start in range(0, len(parties), AT_ONCE):
        rows = RiskWarning.objects.filter(entity_id__in=parties[start : start + AT_ONCE])
        known |= set(rows.values_list("entity_id", "key"))
    return known


def open_warnings(*, key: str) -> list[str]:
    """The numbers of warnings of that key that nobody has answered."""
    rows = RiskWarning.objects.filter(key=key, case__state__in=rules.WARNING.open_states)
    return list(rows.order_by("pk").values_list("case__number", flat=True))


def _licences(on: date) -> list[rules.Licence]:
    lead = timedelta(days=parameter("licence_lead", on=on))
    rows = CreditRecord.objects.filter(kind="LICENCE", valid_to__range=(on - lead, on + lead)).order_by("pk")
    found = rows.values_list("pk", "entity_id", "title", "valid_to")
    return [rules.Licence(key, entity, title, day) for key, entity, title, day in found if day is not None]


def _reports(on: date) -> list[rules.Alarm]:
    """Only where that year's reports are sent to us at all: silence of a system is no fault of a company."""
    since = date(on.year, 1, 1)
    reported = set(
        CreditRecord.objects.filter(kind="REPORT", decided_on__gte=since).values_list("entity_id", flat=True)
    )
    if not reported:
        return []
    known = Registration.objects.filter(registered_on__lt=since).order_by("pk")
    return rules.report_missing(known.values_list("entity_id", "registered_on").iterator(), reported, on=on)[:AT_ONCE]


def _complaints(since: date) -> dict[int, int]:
    rows = CreditRecord.objects.filter(kind="COMPLAINT", decided_on__gte=since).order_by().values("entity_id")
    return dict(rows.annotate(many=Count("pk")).values_list("entity_id", "many"))


def _addresses() -> list[tuple[int, str]]:
    rows = Registration.objects.exclude(entity__address="").order_by("pk")
    return list(rows.values_list("entity_id", "entity__address"))


def _letters() -> dict[int, int]:
    rows = Letter.objects.filter(outcome="NOBODY").order_by().values("listing__entity_id")
    return dict(rows.annotate(many=Count("pk")).values_list("listing__entity_id", "many"))


def _unclaimed(at: datetime) -> list[tuple[str, int, str]]:
    rows = Push.objects.filter(case__state="WAITING", case__due_at__lt=at).order_by("pk")
    found = rows.values_list("case__number", "entity_id", "case__unit__short_name")[:AT_ONCE]
    return [(number, entity, unit or "") for number, entity, unit in found]
