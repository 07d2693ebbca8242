"""The figures of credit supervision (handbook 2.8), each over rows that a list shows; and the source's beside them."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F
from django.utils.timezone import localdate

from yishang.contexts.credit import rules
from yishang.contexts.credit.models import Listing
from yishang.contexts.credit.queries.companies import records_for
from yishang.contexts.credit.queries.lists import Wanted, matching
from yishang.kernel.directory.rules import Actor
from yishang.kernel.measures.rules import Figure


@dataclass(frozen=True)
class SourceFigure:
    """What the source document tells of 宝鸡 at the end of 2019, beside ours: `at_least` where it says 余 or 万."""

    name: str
    told: str
    least: int
    at_least: bool
    ours: int
    heap: str


def figures(actor: Actor, *, first: date, last: date, now: datetime, urls: dict[str, str]) -> list[Figure]:
    """Removal rate of the days from first to last; claims and answers in time; releases within 24 hours."""
    listed = Listing.objects.filter(case__in=matching(actor, rules.LISTING, Wanted(), now=now), listed_on__isnull=False)
    at_start = listed.filter(listed_on__lt=first).exclude(removed_on__lt=first).count()
    added = listed.filter(listed_on__range=(first, last)).count()
    removed = listed.filter(removed_on__range=(first, last), case__state="REMOVED").count()
    pushes = matching(actor, rules.PUSH, Wanted(), now=now)
    warnings = matching(actor, rules.WARNING, Wanted(), now=now)
    sanctions = matching(actor, rules.SANCTION, Wanted(), now=now).filter(credit_sanction__release_due_at__isnull=False)
    in_time = sanctions.filter(credit_sanction__released_at__lte=F("credit_sanction__release_due_at"))
    return [
        Figure("removal_rate", "名录移出率", removed, at_start + added, now, urls["listing"]),
        Figure("claimed", "双告知认领率", pushes.filter(state__in=("CLAIMED", "FOLLOWED")).count(), pushes.count(), now,
               urls["push"]),
        Figure("answered", "预警反馈率", warnings.filter(state="ANSWERED").count(), warnings.count(), now,
               urls["warning"]),
        Figure("released", "解除按时回执率", in_time.count(), sanctions.count(), now, urls["sanction"]),
    ]  # fmt: skip


def beside_the_source(actor: Actor, *, now: datetime) -> list[SourceFigure]:
    """The source's figures as a story: never claimed as ours, ours live beside them (handbook 附录 A §2)."""

    def many(workflow: str) -> int:
        table = {"push": rules.PUSH, "warning": rules.WARNING, "listing": rules.LISTING, "serious": rules.SERIOUS_LIST}
        rows = matching(actor, table[workflow], Wanted(), now=now)
        if workflow == "listing":
            return rows.filter(credit_listing__listed_on__isnull=False).count()
        return rows.filter(credit_serious__listed_on__isnull=False).count() if workflow == "serious" else rows.count()

    return [
        SourceFigure("双告知信息", "5.2 万余条", 52_000, True, many("push"), "push"),
        SourceFigure("归集许可、处罚、联合惩戒信息", "4.5 万余条", 45_000, True, records_for(actor).count(), "records"),
        SourceFigure("监管预警", "3 万余条", 30_000, True, many("warning"), "warning"),
        SourceFigure("列入异常名录", "3.1 万户", 31_000, True, many("listing"), "listing"),
        SourceFigure("列入严重违法失信名单", "132 户", 132, False, many("serious"), "serious"),
    ]


def year_of(now: datetime) -> tuple[date, date]:
    """The days of this year so far: the period of the figures."""
    on = localdate(now)
    return date(on.year, 1, 1), on
