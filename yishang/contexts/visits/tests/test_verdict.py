"""The rule that says whether a visit proves itself: each of its reasons, for and against, and its gravest word."""

from datetime import timedelta
from random import Random

import pytest

from yishang.contexts.visits.rules import Point, Verdict, judge, without_jumps
from yishang.contexts.visits.tests.walks import FENCE, TEN, WORKS, beside, shown, stay
from yishang.kernel.geo.rules import Place, polygon

KILOMETRE_OFF = beside(WORKS, east=1000)


def reason(verdict: Verdict, code: str) -> str:
    return next(one.words for one in verdict.reasons if one.code == code)


def against(verdict: Verdict) -> set[str]:
    return {one.code for one in verdict.reasons if not one.holds}


def test_forty_minutes_on_the_spot_prove_themselves() -> None:
    verdict = judge(shown())
    assert (verdict.status, verdict.inside, verdict.dwell) == ("MATCHED", 81, 2400)
    assert against(verdict) == set()
    assert reason(verdict, "stay") == "围栏内 81 个点，停留 40 分钟（应不少于 3 个点、10 分钟）。"


@pytest.mark.parametrize(("minutes", "status"), [(10, "MATCHED"), (9.5, "OFF_FENCE")])
def test_ten_minutes_are_the_least(minutes: float, status: str) -> None:
    assert judge(shown(stay(minutes))).status == status


def test_two_points_are_too_few_though_they_lie_far_enough_apart() -> None:
    assert judge(shown(stay(11, every=660))).status == "OFF_FENCE"
    assert judge(shown(stay(12, every=360))).status == "MATCHED"


def test_one_point_is_no_track_and_none_neither() -> None:
    assert judge(shown(stay(0))).status == "NO_TRACK"
    verdict = judge(shown([]))
    assert verdict.status == "NO_TRACK"
    assert reason(verdict, "track") == "可用的轨迹点只有 0 个，不成轨迹。"


def test_a_long_silence_between_two_points_proves_no_stay() -> None:
    start, end = stay(1), stay(1, since=TEN + timedelta(minutes=36))
    assert judge(shown([*start, *end])).dwell == 120


def test_somebody_who_drove_by_was_not_there() -> None:
    verdict = judge(shown([*stay(2), *stay(36, at=KILOMETRE_OFF, since=TEN + timedelta(minutes=4))]))
    assert (verdict.status, against(verdict)) == ("OFF_FENCE", {"stay"})


@pytest.mark.parametrize(("metres", "status"), [(499, "MATCHED"), (502, "OFF_FENCE")])
def test_check_in_lies_at_most_200_metres_from_the_border(metres: float, status: str) -> None:
    verdict = judge(shown(checkin=beside(WORKS, north=metres)))
    assert verdict.status == status
    assert f"{metres - 300:.0f} 米" in reason(verdict, "arrival")


def test_without_a_place_at_check_in_it_is_said() -> None:
    assert against(judge(shown(checkin=None))) == {"arrival"}


def test_a_project_s_own_border_counts() -> None:
    ring = polygon([beside(WORKS, east=e, north=n) for e, n in ((-50, -50), (50, -50), (50, 50), (-50, 50))])
    assert judge(shown(fence=ring)).status == "MATCHED"
    outside = beside(WORKS, east=80)
    assert judge(shown(stay(40, at=outside), fence=ring, checkin=outside)).status == "OFF_FENCE"


def test_a_subject_without_a_place_cannot_be_judged_and_says_so() -> None:
    verdict = judge(shown(fence=None))
    assert (verdict.status, against(verdict)) == ("OFF_FENCE", {"fence"})


def test_a_simulated_position_outweighs_everything() -> None:
    faked = [point._replace(mock=True) for point in stay(40)]
    assert judge(shown(faked, skew=9999)).status == "MOCK"


class TestDoubtfulPoints:
    def test_those_less_certain_than_100_metres_say_nothing(self) -> None:
        verdict = judge(shown(stay(40, acc=101)))
        assert (verdict.status, verdict.worse) == ("NO_TRACK", 81)
        assert judge(shown(stay(40, acc=100))).status == "MATCHED"

    def test_a_jump_of_one_point_is_left_out_and_the_rest_judged_again(self) -> None:
        points = stay(40)
        points[20] = points[20]._replace(lon=108.9)
        verdict = judge(shown(points))
        assert (verdict.status, verdict.jumps) == ("MATCHED", 1)
        assert "剔除速度超过 150 km/h 的跳点 1 个" in reason(verdict, "track")

    def test_who_is_elsewhere_and_jumps_into_the_fence_was_not_there(self) -> None:
        points = stay(40, at=beside(WORKS, east=60_000))
        for at in (10, 11, 30):
            points[at] = points[at]._replace(lon=WORKS.lon, lat=WORKS.lat)
        assert judge(shown(points)).status == "OFF_FENCE"

    def test_a_wrong_first_fix_is_itself_the_jump(self) -> None:
        points = stay(40)
        points[0] = points[0]._replace(lon=108.9)
        assert without_jumps(points) == points[1:]

    def test_a_tunnel_is_no_jump(self) -> None:
        before = stay(1, at=beside(WORKS, east=5000))
        assert judge(shown([*before, *stay(34, since=TEN + timedelta(minutes=6))])).jumps == 0

    def test_noise_within_the_accuracy_is_no_jump(self) -> None:
        lots = Random(7)
        points = [
            Point(p.t, *beside(WORKS, east=lots.gauss(0, 30), north=lots.gauss(0, 30)), 60) for p in stay(40, every=1)
        ]
        assert judge(shown(points)).status == "MATCHED"

    def test_the_same_point_twice_is_one(self) -> None:
        assert judge(shown([point for point in stay(40) for _ in range(2)])).inside == 81


class TestTime:
    def test_within_a_day_is_in_time(self) -> None:
        end = TEN + timedelta(minutes=40)
        received = end + timedelta(hours=24)
        assert judge(shown(submitted_at=received, received_at=received)).status == "MATCHED"
        late = received + timedelta(minutes=1)
        assert judge(shown(submitted_at=late, received_at=late)).status == "TIME_CONFLICT"

    def test_what_was_kept_offline_counts_by_its_own_time_if_the_device_signed(self) -> None:
        received = TEN + timedelta(days=3)
        assert judge(shown(received_at=received, signed=True)).status == "MATCHED"
        unsigned = judge(shown(received_at=received))
        assert (unsigned.status, against(unsigned)) == ("TIME_CONFLICT", {"late"})
        assert "没有设备签名" in reason(unsigned, "late")

    @pytest.mark.parametrize(("skew", "status"), [(300, "MATCHED"), (-301, "TIME_CONFLICT")])
    def test_a_phone_s_clock_may_differ_by_five_minutes(self, skew: float, status: str) -> None:
        assert judge(shown(skew=skew)).status == status

    def test_a_clock_that_was_set_during_the_visit_is_noticed(self) -> None:
        assert judge(shown(elapsed=2400)).status == "MATCHED"
        assert against(judge(shown(elapsed=600))) == {"clock"}

    def test_a_track_that_runs_backward_speaks_against_the_whole(self) -> None:
        points = stay(40)
        assert judge(shown([*points[40:], *points[:40]])).status == "TIME_CONFLICT"

    def test_a_track_from_the_future_too(self) -> None:
        assert judge(shown(stay(40, since=TEN + timedelta(days=1)))).status == "TIME_CONFLICT"

    def test_check_out_comes_after_check_in(self) -> None:
        assert "order" in against(judge(shown(checkout_at=TEN)))


def test_photographs_taken_elsewhere_speak_against_it() -> None:
    assert judge(shown(pictures=[WORKS])).status == "MATCHED"
    far: list[Place] = [WORKS, beside(WORKS, north=1400)]
    assert against(judge(shown(pictures=far))) == {"pictures"}


def test_ten_thousand_points_are_judged_like_eighty() -> None:
    verdict = judge(shown(stay(10_000 / 60, every=1), minutes=10_000 / 60))
    assert (verdict.status, verdict.inside) == ("MATCHED", 10_001)
    assert FENCE.radius == 300
