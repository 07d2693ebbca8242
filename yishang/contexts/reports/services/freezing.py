"""Freeze a month: count every extract as of its end, keep that for good, and find what of the last one has changed."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Count
from django_q.tasks import async_task

from yishang.contexts.reports import queries, rules
from yishang.contexts.reports.models import Correction, Month, Sheet
from yishang.contexts.reports.queries.months import subject_of
from yishang.kernel.analysis import queries as analyses
from yishang.kernel.analysis import services as analysis
from yishang.kernel.analysis.rules import ALL, CITY, MONTH, Counted, Counts, check_period, last_day, month_ends
from yishang.kernel.context import Refusal
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.geo import queries as geo
from yishang.kernel.journal import services as journal
from yishang.kernel.measures import queries as measures
from yishang.kernel.measures import services as measuring
from yishang.kernel.parties import queries as parties

FREEZERS = frozenset({"SYSTEM", Role.MBO})
NOTHING = (0, 0)
Rates = dict[tuple[str, str], tuple[int, int]]  # scope and rate → numerator and denominator


class NotYourMonth(Refusal):
    """Only the city's office freezes months."""

    status = 403


def ask_to_freeze(*, actor: Actor, city: str, period: str, at: datetime) -> Month | None:
    """Freeze a month at once, or leave it to the workers (None) where there is much to count.

    Raises what freeze_month raises before it counts.
    """
    _check(actor, city, period, at)
    counts = [measures.last_recount(one.process) for one in measures.recountings()]
    if any(one is not None and one.rows > settings.COUNTED_LIVE_UP_TO for one in counts):
        who = {"id": actor.id, "name": actor.name, "role": str(actor.role), "unit_name": actor.unit_name}
        async_task("yishang.contexts.reports.jobs.freeze_asked", who, city, period, task_name=f"freeze {period}")
        return None
    return freeze_month(actor=actor, city=city, period=period, at=at)


def freeze_month(*, actor: Actor, city: str, period: str, at: datetime) -> Month:
    """Count the month as of its end and keep it: sheets of every scope, snapshots of its rates, corrections.

    Reads first and writes in one short transaction. Raises InvalidInput (month), NotYourMonth, MonthNotOver,
    AlreadyFrozen, NothingToFreeze.
    """
    _check(actor, city, period, at)
    as_of = month_ends(period)
    earlier = Month.objects.filter(city_id=city, period__lt=period).order_by("-period").first()
    with analysis.counting(folder=Path(settings.HOME) / "analysis") as counting:
        every = {name: counting.counted(name, city=city, period=period, at=as_of) for name in counting.extracts}
        found = {name: one for name, one in every.items() if one.rows}  # what nobody tells of stays —
        again = _again(counting, earlier) if earlier else {}
    if rules.APPEALS not in found:
        raise rules.NothingToFreeze(f"到{period}月底还没有任何诉求，没有可固化的。", next_step="请核对月份。")
    try:
        with transaction.atomic():
            return _kept(actor, city, period, at=at, as_of=as_of, found=found, earlier=earlier, again=again)
    except IntegrityError:
        raise _frozen_already(period) from None


def _check(actor: Actor, city: str, period: str, at: datetime) -> None:
    check_period(period)
    if actor.role not in FREEZERS or (actor.city_code and actor.city_code != city):
        raise NotYourMonth("月度数据由市营商办固化。", next_step="请联系市营商办。")
    rules.check_over(period, now=at)
    if Month.objects.filter(city_id=city, period=period).exists():
        raise _frozen_already(period)


def _frozen_already(period: str) -> rules.AlreadyFrozen:
    return rules.AlreadyFrozen(
        f"{period} 已经固化，不能改动。", next_step="以后补录、更正的，会在下一期写明“数据调整说明”。"
    )


def _kept(
    actor: Actor, city: str, period: str, *, at: datetime, as_of: datetime, found: Mapping[str, Counted],
    earlier: Month | None, again: Rates,
) -> Month:  # fmt: skip
    sheets = [
        (name, scope, cuts) for name, one in found.items() for scope, cuts in one.cuts.items() if scope != "unit:"
    ]
    listed = _listed(city, period)
    month = Month.objects.create(
        city_id=city, period=period, as_of=as_of, frozen_at=at, frozen_by_name=actor.name,
        rows=sum(one.rows for one in found.values()), listed=listed, listings=found[rules.APPEALS].listings,
        names=_names(city, found[rules.APPEALS], period), digest=queries.month_digest(sheets=sheets, listed=listed),
    )  # fmt: skip
    Sheet.objects.bulk_create((Sheet(month=month, extract=n, scope=s, cuts=c) for n, s, c in sheets), batch_size=200)
    corrections = _correct(month, earlier, again) if earlier else []
    journal.record(
        actor=actor, verb="reports.month.frozen", subject=subject_of(month), at=at, internal=True,
        data={"as_of": as_of.isoformat(), "rows": month.rows, "digest": month.digest, "corrections": len(corrections)},
    )  # fmt: skip
    _keep_snapshots(month)
    return month


def _listed(city: str, period: str) -> dict[str, int]:
    """County → how many subjects of the library at the month's end; "" the city (期末在库)."""
    inside = geo.descendants(city)
    rows = parties.library(on=last_day(period)).filter(region_id__in=inside).order_by()
    found = dict(rows.values("region_id").annotate(many=Count("pk")).values_list("region_id", "many"))
    return {**found, "": sum(found.values())}


def _names(city: str, counted: Counted, period: str) -> dict[str, dict[str, str]]:
    """The words of every key as they are now, so that later renamings leave the month as it was."""
    names: dict[str, dict[str, str]] = {}
    extract = analyses.extracts()[rules.APPEALS]
    for dimension in extract.dimensions:
        names[dimension.code] = {str(key): str(word) for key, word in dimension.labels().items()}
    names["county"] = {one.code: one.name for one in geo.counties_of(city, on=last_day(period))}
    seen = counted.cuts.get(CITY, {}).get(ALL, {}).get("unit", {})
    units = dict(directory.units().filter(code__in=list(seen)).values_list("code", "short_name"))
    names["unit"] = {**units, "": "尚未派单"}
    names["month"] = {
        key: f"{key[:4]}年{int(key[5:])}月" for key in counted.cuts.get(CITY, {}).get(ALL, {}).get("month", {})
    }
    return names


def _again(counting: analysis.Counting, earlier: Month) -> Rates:
    """The rates of the month before, counted once more as of its own end."""
    city, end = earlier.city_id, earlier.as_of
    appeals = counting.totals(rules.APPEALS, city=city, at=end)
    visits = counting.totals(rules.VISITS, city=city, at=end, period=earlier.period)
    return _all_rates(appeals, visits, earlier.listed)


def _as_told(earlier: Month) -> Rates:
    """The rates of the month before, as they were frozen."""
    figures = queries.figures(earlier)
    totals = {name: {scope: figures.total(scope, extract=name, domain=domain) for scope in figures.cuts.get(name, {})}
              for name, domain in ((rules.APPEALS, ALL), (rules.VISITS, MONTH))}  # fmt: skip
    return _all_rates(totals[rules.APPEALS], totals[rules.VISITS], earlier.listed)


def _all_rates(appeals: Mapping[str, Counts], visits: Mapping[str, Counts], listed: Mapping[str, int]) -> Rates:
    found = {(scope, one.code): one.of(counts) for scope, counts in appeals.items() for one in rules.RATES}
    for scope, counts in visits.items():
        found[scope, "coverage"] = counts.get("visited", 0), listed.get("" if scope == CITY else scope, 0)
    return found


def _correct(month: Month, earlier: Month, again: Rates) -> list[Correction]:
    """What of the month before comes out otherwise now, counted as of its own end; its own figures stay."""
    before = _as_told(earlier)
    found = []
    for scope, code in sorted({*before, *again}):
        old, new = before.get((scope, code), NOTHING), again.get((scope, code), NOTHING)
        if scope != "unit:" and old != new:
            found.append(
                Correction(
                    month=earlier, found_in=month, scope=scope, name=queries.scope_words(scope, month),
                    code=code, numerator_before=old[0], denominator_before=old[1],
                    numerator_after=new[0], denominator_after=new[1],
                )
            )  # fmt: skip
    return Correction.objects.bulk_create(found)


def _keep_snapshots(month: Month) -> None:
    """The rates that rankings are made of, as snapshots of kernel measures (handbook 0A.5)."""
    figures = queries.figures(month)
    for code, scope, part, whole in _rates(month, figures):
        measuring.keep_snapshot(
            code=code, scope=scope, period=month.period, as_of=month.as_of, numerator=part, denominator=whole
        )


def _rates(month: Month, figures: rules.MonthFigures) -> Iterator[tuple[str, str, int, int]]:
    ids = dict(directory.units().values_list("code", "pk"))
    for scope in figures.cuts[rules.APPEALS]:
        unit = scope.removeprefix("unit:")
        kept_as = month.city_id if scope == CITY else scope if unit == scope else f"unit:{ids.get(unit)}"
        for rate in rules.RATES:
            part, whole = rate.of(figures.total(scope))
            if whole:
                yield rate.code, kept_as, part, whole
    for county in ("", *figures.names.get("county", {})):
        if (covered := figures.coverage(county)) and covered[1]:
            yield "coverage", county or month.city_id, *covered
