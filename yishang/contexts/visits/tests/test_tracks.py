"""Tracks on their way in: refused whole when they cannot be true, kept in few bytes, thinned after a year."""

from datetime import timedelta
from typing import Any

import pytest

from yishang.contexts.visits.rules import (
    Told,
    TrackRefused,
    corroborate,
    packed,
    points_from,
    thinned,
    unpacked,
    within,
)
from yishang.contexts.visits.tests.walks import TEN, WORKS, stay
from yishang.kernel.geo.rules import Crs, convert, distance

NOW = TEN + timedelta(hours=1)


def rows(minutes: float = 2) -> list[list[Any]]:
    return [list(point) for point in stay(minutes)]


def refusal_of(told: Any, *, crs: str = "WGS84", after: float | None = None) -> str:
    with pytest.raises(TrackRefused) as refused:
        points_from(told, crs=crs, now=NOW, after=after)
    assert refused.value.next_step
    return refused.value.message


def test_a_part_is_read_in_its_own_coordinate_system() -> None:
    bent = convert(WORKS, source=Crs.CGCS2000, target=Crs.GCJ02)
    points = points_from([[TEN.timestamp(), bent.lon, bent.lat, 20]], crs="GCJ02", now=NOW)
    assert distance(WORKS, type(WORKS)(points[0].lon, points[0].lat)) < 0.1


def test_what_cannot_be_true_is_refused_whole() -> None:
    assert "坐标系" in refusal_of(rows(), crs="")
    assert "坐标系" in refusal_of(rows(), crs="EPSG:3857")
    assert "倒着走" in refusal_of(rows()[::-1])
    assert "倒着走" in refusal_of(rows(), after=TEN.timestamp() + 60)
    assert "将来" in refusal_of([[(NOW + timedelta(minutes=6)).timestamp(), *WORKS, 10]])
    assert "写反" in refusal_of([[TEN.timestamp(), WORKS.lat, WORKS.lon, 10]])
    assert "定位成功" in refusal_of([[TEN.timestamp(), 0, 0, 10]])


@pytest.mark.parametrize(
    "told",
    [None, {}, [], "x", [[]], [[1, 2]], [["a", 108, 34, 1]], [[float("inf"), *WORKS, 1]], [[1, *WORKS, -1]],
     [[1, *WORKS, 1, 0, "gps", False, 9]], [[10**400, *WORKS, 1]], [[1, *WORKS, 1]] * 2001,
     [[1, *WORKS, 1, 1e308]], [[1, *WORKS, 1e308]], [[1, *WORKS, 1, float("nan")]], [[1, *WORKS, float("nan")]]],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_words(told: Any) -> None:
    assert "整段" in refusal_of(told) or "个点" in refusal_of(told)


def test_nothing_is_kept_of_before_and_after() -> None:
    points = stay(40)
    left = within(points, start=TEN + timedelta(minutes=10), end=TEN + timedelta(minutes=20))
    assert (left[0].t, left[-1].t) == (TEN.timestamp() + 540, TEN.timestamp() + 1260)


def test_a_track_is_kept_in_few_bytes_and_comes_back() -> None:
    points = [*stay(40), stay(41)[-1]._replace(speed=1.2, provider="gps", mock=True)]
    again = unpacked(packed(points))
    assert len(packed(points)) < 5 * len(points)
    assert len(again) == len(points)
    assert (again[-1].speed, again[-1].provider, again[-1].mock) == (1.2, "gps", True)
    assert all(abs(one.t - other.t) < 0.06 and abs(one.lon - other.lon) < 1e-6
               for one, other in zip(points, again, strict=True))  # fmt: skip


def test_after_a_year_one_point_in_ten_minutes_is_left_and_both_ends() -> None:
    left = [int(point.t - TEN.timestamp()) for point in thinned(stay(45))]
    assert left == [0, 600, 1200, 1800, 2400, 2700]


class TestTwoRecords:
    """印证."""

    VISIT = Told("何镇", TEN, timedelta(minutes=40))

    def test_one_alone_is_one_sided(self) -> None:
        assert corroborate(self.VISIT, None).status == "ONE_SIDED"
        assert corroborate(None, self.VISIT).words == "还没有包抓人的轨迹。"

    def test_the_same_person_day_and_hours_agree(self) -> None:
        told = Told("何 镇", TEN + timedelta(minutes=90), timedelta(minutes=30))
        assert corroborate(self.VISIT, told).status == "AGREED"

    @pytest.mark.parametrize(
        ("visitor", "later", "words"),
        [
            ("方圆", timedelta(), "来访人不符"),
            ("何镇", timedelta(days=1), "日期不符"),
            ("何镇", timedelta(hours=5), "时段不符"),
        ],
    )
    def test_another_person_day_or_hour_is_a_conflict(self, visitor: str, later: timedelta, words: str) -> None:
        found = corroborate(self.VISIT, Told(visitor, TEN + later, timedelta(minutes=30)))
        assert (found.status, words in found.words) == ("CONFLICT", True)
