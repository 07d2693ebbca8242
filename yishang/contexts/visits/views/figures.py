"""走访率 and 走访完成率 of a month or quarter, by county; and planned visits that could be made together."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from yishang.contexts.visits import queries, rules
from yishang.contexts.visits.views.access import DESK, now_of, open_to
from yishang.contexts.visits.views.desk import counties_of, periods_of
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.geo.rules import SHARES, share_grade


@require_safe
@open_to(DESK)
def figures(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """Both rates with numerator, denominator and the rows behind them. Raises InvalidInput for another period."""
    now = now_of(request)
    asked = request.GET.get("period", "") or rules.period_of("MONTH", localdate(now)).name
    period = queries.period_named(asked)
    counted = queries.counted(actor, period, now=now)
    counties = [(code, name, counted.figures(period, as_of=now, county=code)) for code, name in counties_of(actor, now)]
    words = {
        "period": period,
        "periods": periods_of(now),
        "headline": counted.figures(period, as_of=now),
        "counties": [
            {"code": code, "name": name, "grade": share_grade(one.numerator, one.denominator), **told}
            for code, name, told in counties
            if (one := told["coverage"]).denominator
        ],
        "shades": SHARES,
        "tally": queries.tally(actor, period, now=now),
        "made_url": queries.rows_url(period=period.name),
    }
    return render(request, "visits/desk/figures.html", words)


@require_safe
@open_to(DESK)
def together(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """Planned visits of one company within a week of each other: could they be one?"""
    words = {
        "proposals": queries.proposals(actor, now=now_of(request)),
        "may_merge": actor.role in (Role.CBO, Role.MBO),
    }
    return render(request, "visits/desk/together.html", words)
