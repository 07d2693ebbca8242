"""轮次覆盖率 and the shares of verdicts, each with both sides of its fraction."""

from collections import Counter
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse

from yishang.contexts.panoramas import rules
from yishang.contexts.panoramas.models import Round
from yishang.contexts.panoramas.queries.lists import Wanted, matching
from yishang.contexts.panoramas.queries.rounds import Tally, rounds_of, tallies_of
from yishang.kernel.directory.rules import Actor
from yishang.kernel.measures.rules import Figure


def coverage_of(found: Round, tally: Tally, *, now: datetime) -> Figure:
    """Projects of the round with at least one panorama of that month / projects of the round."""
    url = reverse("panoramas:round", args=[found.number])
    name = f"{found.month.month}月轮次覆盖率"
    return Figure("panorama_coverage", name, tally.covered, tally.selected, now, f"{url}?show=covered")


def shares(actor: Actor, wanted: Wanted, *, now: datetime) -> list[Figure]:
    """Of the judged panoramas in the list: how many of each verdict."""
    asked = {name: value for name, value in vars(wanted).items() if value and name != "verdict"}
    rows = matching(actor, Wanted(**asked)).exclude(verdict="").order_by()
    counts = Counter(dict(rows.values_list("verdict").annotate(many=Count("pk"))))
    here = reverse("panoramas:panoramas")
    return [
        Figure(
            f"panorama_{code.lower()}", label, counts[code], counts.total(), now,
            f"{here}?{urlencode({**asked, 'verdict': code})}",
        )
        for code, label in rules.VERDICTS.items()
    ]  # fmt: skip


def headline(actor: Actor, *, now: datetime) -> dict[str, Figure]:
    """The figures of this process that an overview shows: the newest round's coverage, the share in order."""
    found = {"panorama_normal": shares(actor, Wanted(), now=now)[0]}
    newest = rounds_of(actor).filter(is_void=False).first()
    if newest is None:
        return found
    tally = tallies_of(actor, [newest]).get(newest.pk, Tally())
    return found | {"panorama_coverage": coverage_of(newest, tally, now=now)}
