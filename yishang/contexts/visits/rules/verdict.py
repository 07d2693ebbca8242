"""核验: whether a visit on the spot proves itself, and why (handbook 1.3 有效现场走访判定 [设]).

A pure rule over what the phone said. It keeps every reason, those that hold as well as those that do not, so that the
visitor, the office and the company read the same. It never decides what a visit is worth: what does not prove itself
goes to the county's office, within three working days.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from math import cos, hypot, radians

from yishang.contexts.visits.rules.terms import (
    ACCURACY_WORST,
    CHECKIN_FARTHEST,
    DWELL_LEAST,
    GAP_COUNTED,
    PICTURE_FARTHEST,
    POINTS_LEAST,
    SKEW_MOST,
    SPEED_MOST,
    SUBMIT_WITHIN,
)
from yishang.contexts.visits.rules.tracks import Point
from yishang.kernel.geo.rules import Fence, Place, distance_to_fence, insider
from yishang.kernel.geo.rules.fences import METRES_PER_DEGREE

CLOCK, TRACK, GROUND, FAKE = "TIME_CONFLICT", "NO_TRACK", "OFF_FENCE", "MOCK"
DEGREE = radians(1)
WORST_FIRST = (FAKE, CLOCK, TRACK, GROUND)


@dataclass(frozen=True)
class Shown:
    """What a phone said of one visit. Times are aware; places and points are CGCS2000.

    `skew` is by how many seconds its clock differed from ours when it sent, `elapsed` how many seconds its unstoppable
    counter measured between check-in and check-out (None: another page, or another program); `signed` that the device
    signed the times when they were captured.
    """

    fence: Fence | None
    checkin_at: datetime
    checkin: Place | None
    checkout_at: datetime
    points: Sequence[Point]
    submitted_at: datetime
    received_at: datetime
    signed: bool = False
    skew: float = 0.0
    elapsed: float | None = None
    pictures: Sequence[Place] = ()


@dataclass(frozen=True)
class Reason:
    """One thing that was looked at: in words, and whether it speaks for the visit. `against` is the verdict if not."""

    code: str
    words: str
    against: str = ""

    @property
    def holds(self) -> bool:
        return not self.against


@dataclass(frozen=True)
class Verdict:
    """The result with its reasons; `inside` points and `dwell` seconds lie in the fence."""

    status: str
    reasons: tuple[Reason, ...]
    inside: int = 0
    dwell: float = 0.0
    worse: int = 0
    jumps: int = 0

    @property
    def proves(self) -> bool:
        return self.status == "MATCHED"


def judge(shown: Shown) -> Verdict:
    """The verdict on a visit on the spot: MATCHED, or the gravest of MOCK, TIME_CONFLICT, NO_TRACK, OFF_FENCE."""
    sound = [point for point in shown.points if point.acc <= ACCURACY_WORST]
    kept = without_jumps(sound)
    inside, dwell = _stay(shown.fence, kept)
    worse, jumps = len(shown.points) - len(sound), len(sound) - len(kept)
    reasons = (
        _mock(shown.points),
        *_times(shown),
        _enough(kept, worse=worse, jumps=jumps),
        *_ground(shown, inside=inside, dwell=dwell),
    )
    against = {reason.against for reason in reasons}
    status = next((one for one in WORST_FIRST if one in against), "MATCHED")
    return Verdict(status, reasons, inside=inside, dwell=dwell, worse=worse, jumps=jumps)


def without_jumps(points: Sequence[Point]) -> list[Point]:
    """The points that somebody can have reached from the one before at 150 km/h, their accuracies granted.

    A first point that neither of the next two can be reached from is itself the jump. Doubles in time are left out.
    """
    first = next((at for at in range(len(points)) if _is_credible(points, at)), len(points))
    kept = list(points[first : first + 1])
    for point in points[first + 1 :]:
        if point.t > kept[-1].t and _reachable(kept[-1], point):
            kept.append(point)
    return kept


def _is_credible(points: Sequence[Point], at: int) -> bool:
    following = points[at + 1 : at + 3]
    return not following or any(_reachable(points[at], other) for other in following)


def _reachable(one: Point, other: Point) -> bool:
    t, lon, lat, acc, *_ = one
    t_other, lon_other, lat_other, acc_other, *_ = other
    east = (lon_other - lon) * METRES_PER_DEGREE * cos(lat * DEGREE)
    north = (lat_other - lat) * METRES_PER_DEGREE
    return hypot(east, north) - acc - acc_other <= SPEED_MOST * (t_other - t)


def _stay(fence: Fence | None, points: Sequence[Point]) -> tuple[int, float]:
    """How many points lie in the fence, and the seconds between neighbours that both do (long silences left out)."""
    if fence is None:
        return 0, 0.0
    is_inside, count, dwell, last = insider(fence), 0, 0.0, float("-inf")
    for t, lon, lat, *_ in points:
        if not is_inside(lon, lat):
            last = float("-inf")
            continue
        count += 1
        if t - last <= GAP_COUNTED:
            dwell += t - last
        last = t
    return count, dwell


def _mock(points: Sequence[Point]) -> Reason:
    faked = sum(point.mock for point in points)
    if faked:
        return Reason("mock", f"{faked} 个点来自模拟定位。", against=FAKE)
    return Reason("mock", "没有模拟定位。")


def _times(shown: Shown) -> list[Reason]:
    reasons = []
    if shown.checkout_at <= shown.checkin_at:
        reasons.append(Reason("order", "签退不晚于签到。", against=CLOCK))
    if any(later.t < earlier.t for earlier, later in pairwise(shown.points)):
        reasons.append(Reason("backward", "轨迹的时间是倒着走的。", against=CLOCK))
    if shown.points and shown.points[-1].t > shown.received_at.timestamp() + SKEW_MOST:
        reasons.append(Reason("future", "轨迹的时间在将来。", against=CLOCK))
    return [*reasons, _submission(shown), *_clock(shown)]


def _submission(shown: Shown) -> Reason:
    """In time is what arrived in time; what was kept offline counts by its own time if the device vouches for it."""
    if shown.received_at - shown.checkout_at <= SUBMIT_WITHIN:
        return Reason("late", f"签退后 {_span(shown.received_at - shown.checkout_at)}提交（应在 24 小时内）。")
    captured = shown.submitted_at - shown.checkout_at
    if captured > SUBMIT_WITHIN:
        return Reason("late", f"签退后 {_span(captured)}才提交（应在 24 小时内）。", against=CLOCK)
    if not shown.signed:
        words = f"收到时已过 {_span(shown.received_at - shown.checkout_at)}，离线补传没有设备签名。"
        return Reason("late", words, against=CLOCK)
    return Reason("late", f"离线补传：签退后 {_span(captured)}在手机上提交，有设备签名。")


def _clock(shown: Shown) -> list[Reason]:
    reasons = []
    if abs(shown.skew) > SKEW_MOST:
        words = f"手机时间与平台相差 {_span(timedelta(seconds=abs(shown.skew)))}（应在 5 分钟内）。"
        reasons.append(Reason("skew", words, against=CLOCK))
    if shown.elapsed is not None:
        told = (shown.checkout_at - shown.checkin_at).total_seconds()
        if abs(told - shown.elapsed) > SKEW_MOST:
            words = f"走访期间手机时间被改动过 {_span(timedelta(seconds=abs(told - shown.elapsed)))}。"
            reasons.append(Reason("clock", words, against=CLOCK))
    return reasons


def _enough(kept: Sequence[Point], *, worse: int, jumps: int) -> Reason:
    left_out = "".join(
        words
        for number, words in (
            (worse, f"，剔除误差超过 100 米的 {worse} 个"),
            (jumps, f"，剔除速度超过 150 km/h 的跳点 {jumps} 个"),
        )
        if number
    )
    if len(kept) < 2:
        return Reason("track", f"可用的轨迹点只有 {len(kept)} 个，不成轨迹{left_out}。", against=TRACK)
    return Reason("track", f"可用的轨迹点 {len(kept)} 个{left_out}。")


def _ground(shown: Shown, *, inside: int, dwell: float) -> list[Reason]:
    if shown.fence is None:
        return [Reason("fence", "这个主体还没有登记坐标，无法核对位置。", against=GROUND)]
    stayed = inside >= POINTS_LEAST and dwell >= DWELL_LEAST
    words = f"围栏内 {inside} 个点，停留 {int(dwell // 60)} 分钟（应不少于 3 个点、10 分钟）。"
    return [
        Reason("stay", words, against="" if stayed else GROUND),
        _arrival(shown.fence, shown.checkin),
        *_pictures(shown.fence, shown.pictures),
    ]


def _arrival(fence: Fence, checkin: Place | None) -> Reason:
    if checkin is None:
        return Reason("arrival", "签到时没有定位。", against=GROUND)
    metres = distance_to_fence(fence, checkin)
    if metres == 0:
        return Reason("arrival", "签到点在围栏内。")
    words = f"签到点距围栏边界 {metres:.0f} 米（应不超过 200 米）。"
    return Reason("arrival", words, against=GROUND if metres > CHECKIN_FARTHEST else "")


def _pictures(fence: Fence, places: Sequence[Place]) -> list[Reason]:
    if not places:
        return []
    far = sum(distance_to_fence(fence, place) > PICTURE_FARTHEST for place in places)
    if far:
        return [Reason("pictures", f"{far} 张照片的拍摄地点距围栏超过 1 公里。", against=GROUND)]
    return [Reason("pictures", f"{len(places)} 张照片的拍摄地点相符。")]


def _span(length: timedelta) -> str:
    """`3 分钟`, `26.5 小时`."""
    minutes = max(0, int(length.total_seconds() // 60))
    return f"{minutes} 分钟" if minutes < 120 else f"{minutes / 60:.1f} 小时"
