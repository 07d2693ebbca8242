"""The town of the house with a place on the map, and visits on their way through it."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.conftest import MONDAY, Live, Town, december, facts, live_at, now, submitted, town
from tests.kept_tables import lay
from yishang.contexts.visits import forms, services
from yishang.contexts.visits.models import Visit
from yishang.contexts.visits.tests.walks import WORKS, stay
from yishang.kernel.directory.rules import SYSTEM_ACTOR, Actor
from yishang.kernel.parties import services as parties

__all__ = ["MINUTES", "MONDAY", "Do", "Live", "Town", "december", "facts", "live_at", "now", "submitted", "town"]
MINUTES = "看了二期车间，设备已到货，企业反映外线接入还在等路由，其余进展正常。"
Do = Callable[..., Visit]


@pytest.fixture
def placed(town: Town) -> Town:
    """The town with 演示机械 on the map, and the catalogs of visits."""
    lay(services.load_catalogs)
    subject = town.machinery.subjects.get()
    parties.place_subject(
        actor=SYSTEM_ACTOR, subject_id=subject.pk, lon=WORKS.lon, lat=WORKS.lat, crs="CGCS2000", at=MONDAY
    )
    return town


@pytest.fixture
def planned(placed: Town) -> Visit:
    """何镇 means to visit 演示机械 today."""
    return services.open_visit(actor=placed.he_zhen, subject_id=placed.machinery.subjects.get().pk, at=MONDAY)


@pytest.fixture
def do(planned: Visit) -> Do:
    """Make a move with the visit as pages and phones do."""

    def make(actor: Actor, move: str, *, at: datetime = MONDAY, version: int | None = None, **values: Any) -> Visit:
        return forms.carry_out(
            actor=actor, number=planned.case.number, move=move, values=values, at=at, version=version
        )

    return make


Advance = Callable[..., Visit]


@pytest.fixture
def advance(placed: Town, planned: Visit) -> Iterator[Advance]:
    """Take the visit as far as asked: in, out, submitted; `points` are its track (forty minutes on the spot)."""
    number, leader = planned.case.number, placed.he_zhen
    end = MONDAY + timedelta(minutes=40)
    here = {"lon": WORKS.lon, "lat": WORKS.lat, "crs": "WGS84"}

    def to(stage: str, *, points: list[Any] | None = None, **submission: Any) -> Visit:
        visit = services.check_in_visit(actor=leader, number=number, at=MONDAY, **here)
        if stage == "in":
            return visit
        track = stay(40, since=MONDAY) if points is None else points
        if track:
            rows = [list(point) for point in track]
            services.take_track(actor=leader, number=number, place=0, crs="WGS84", points=rows, at=end)
        visit = services.check_out_visit(actor=leader, number=number, at=end, **here)
        if stage == "out":
            return visit
        told = {"minutes": MINUTES, "no_appeals": True, "at": end + timedelta(minutes=5), **submission}
        return services.submit_visit(actor=leader, number=number, **told)

    yield to
