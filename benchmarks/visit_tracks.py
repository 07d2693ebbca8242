"""How often the rule about visits is wrong: ten thousand invented tracks as phones make them.

    python -m benchmarks.visit_tracks [count] [seed]

Each visit has a truth (where the phone really was, second by second) and a track (what it said). The label is the
rule's own wording applied to the truth: ten minutes inside the fence, check-in within 200 m of its border. A verdict is
false when the rule, seeing only the track, says otherwise. Reasons of the false ones are counted by kind of trouble.
"""

import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import cos, hypot, radians, sin
from random import Random
from time import process_time

from yishang.contexts.visits.rules import Point, Shown, judge
from yishang.kernel.geo.rules import Fence, Place, circle, contains, distance_to_fence
from yishang.kernel.geo.rules.fences import METRES_PER_DEGREE

COUNT, SEED = 10_000, 20191209
WORKS = Place(108.705, 34.325)
BEGIN = datetime(2019, 12, 9, 2, 0, tzinfo=UTC)
WALK = 1.2  # metres a second
DRIVE = 14.0
DWELL, NEAR = 600.0, 200.0
Spot = tuple[float, float]  # metres east and north of the works


@dataclass(frozen=True)
class Leg:
    """Some seconds around a spot, strolling within `reach` metres; the way there is driven or walked before."""

    spot: Spot
    seconds: float
    reach: float
    speed: float = WALK


@dataclass(frozen=True)
class Lived:
    """A visit as it really was: positions every second from check-in to check-out."""

    kind: str
    path: list[Spot]


def there(lots: Random) -> list[Leg]:
    """Arrives, stays from some minutes to an hour, moves between workshops."""
    legs = [Leg(_around(lots, 150), lots.uniform(120, 1500), lots.uniform(5, 60)) for _ in range(lots.randint(1, 4))]
    return [Leg(_around(lots, lots.uniform(0, 420)), 5, 2), *legs]


def next_door(lots: Random) -> list[Leg]:
    """At another company, half a kilometre or more away."""
    return [Leg(_ring(lots, 500, 2500), lots.uniform(300, 3000), 40)]


def drives_by(lots: Random) -> list[Leg]:
    """Checks in at the gate and drives on."""
    return [Leg(_around(lots, 350), lots.uniform(20, 240), 10), Leg(_ring(lots, 3000, 9000), 1200, 100, DRIVE)]


def leaves_early(lots: Random) -> list[Leg]:
    """Some minutes inside, then lunch elsewhere until checking out."""
    return [Leg(_around(lots, 200), lots.uniform(60, 1000), 40), Leg(_ring(lots, 900, 4000), 1800, 60, DRIVE)]


def never_there(lots: Random) -> list[Leg]:
    """In the office, kilometres away."""
    return [Leg(_ring(lots, 5000, 30000), lots.uniform(600, 3000), 30)]


KINDS: tuple[tuple[Callable[[Random], list[Leg]], float], ...] = (
    (there, 0.6), (next_door, 0.1), (drives_by, 0.1), (leaves_early, 0.12), (never_there, 0.08),
)  # fmt: skip


def lived(lots: Random) -> Lived:
    """One visit, second by second."""
    kind = lots.choices([one for one, _ in KINDS], [share for _, share in KINDS])[0]
    legs = kind(lots)
    at, path = legs[0].spot, []
    for leg in legs:
        path += _way(at, leg.spot, leg.speed)
        path += _stroll(leg, lots)
        at = path[-1]
    return Lived(kind.__name__, path)


def track_of(path: Sequence[Spot], lots: Random) -> tuple[list[Point], list[str]]:
    """What a phone says of it: sampled, noisy, with the troubles of this visit; and which troubles they were."""
    every, blur = lots.choice((15, 20, 30, 60)), lots.uniform(4, 30)
    troubles = [name for name, share in (("gaps", 0.35), ("jumps", 0.3), ("indoors", 0.25), ("tunnel", 0.15),
                                         ("first fix", 0.1), ("double", 0.05)) if lots.random() < share]  # fmt: skip
    silent = _silences(len(path), troubles, lots)
    points = [
        _fix(second, path[second], blur, troubles, lots)
        for second in range(0, len(path), every)
        if not any(start <= second < end for start, end in silent)
    ]
    if "first fix" in troubles and points:
        points[0] = _moved(points[0], *_ring(lots, 800, 6000))
    if "double" in troubles:
        points = [point for point in points for _ in range(2)]
    return points, troubles


def is_true(path: Sequence[Spot], fence: Fence) -> bool:
    """The rule's own words applied to what really was."""
    inside = sum(contains(fence, _place(spot)) for spot in path)
    return inside >= DWELL and distance_to_fence(fence, _place(path[0])) <= NEAR


def main(count: int = COUNT, seed: int = SEED) -> int:
    """Judge them all and say how often the rule was wrong, which way, and under which trouble."""
    lots, fence = Random(seed), circle(WORKS, 300)
    wrong: Counter[str] = Counter()
    causes: Counter[str] = Counter()
    spent = 0.0
    true = 0
    for _ in range(count):
        visit = lived(lots)
        points, troubles = track_of(visit.path, lots)
        label = is_true(visit.path, fence)
        true += label
        began = process_time()
        verdict = judge(_shown(fence, visit.path, points, lots))
        spent += process_time() - began
        if verdict.proves != label:
            wrong["refused though there" if label else "accepted though not there"] += 1
            causes[" + ".join(troubles) or "noise alone"] += 1
    total = sum(wrong.values())
    say(f"{count} visits, {true} of them true: {total} verdicts wrong = {100 * total / count:.2f} %")
    for name, many in (*wrong.most_common(), *causes.most_common(8)):
        say(f"  {many:5} {name}")
    say(f"  {1000 * spent / count:.2f} ms of processor time a visit")
    return 0


def say(line: str) -> None:
    """To whoever runs it."""
    sys.stdout.write(f"{line}\n")


def _shown(fence: Fence, path: Sequence[Spot], points: list[Point], lots: Random) -> Shown:
    end = BEGIN + timedelta(seconds=len(path))
    start = _place((path[0][0] + lots.gauss(0, 8), path[0][1] + lots.gauss(0, 8)))
    return Shown(
        fence=fence, checkin_at=BEGIN, checkin=start, checkout_at=end, points=points, submitted_at=end, received_at=end
    )


def _around(lots: Random, most: float) -> Spot:
    return _ring(lots, 0, most)


def _ring(lots: Random, least: float, most: float) -> Spot:
    length, turn = lots.uniform(least, most), lots.uniform(0, 360)
    return length * cos(radians(turn)), length * sin(radians(turn))


def _way(start: Spot, end: Spot, speed: float) -> list[Spot]:
    steps = int(hypot(end[0] - start[0], end[1] - start[1]) / speed)
    return [
        (start[0] + (end[0] - start[0]) * step / steps, start[1] + (end[1] - start[1]) * step / steps)
        for step in range(steps)
    ]


def _stroll(leg: Leg, lots: Random) -> list[Spot]:
    east, north = leg.spot
    found = []
    for _ in range(max(1, int(leg.seconds))):
        if hypot(east - leg.spot[0], north - leg.spot[1]) < leg.reach:
            east, north = east + lots.gauss(0, 0.5), north + lots.gauss(0, 0.5)
        else:
            east, north = leg.spot
        found.append((east, north))
    return found


def _silences(seconds: int, troubles: Sequence[str], lots: Random) -> list[tuple[float, float]]:
    found = []
    if "gaps" in troubles:
        found += [(start, start + lots.uniform(30, 240)) for start in (lots.uniform(0, seconds) for _ in range(3))]
    if "tunnel" in troubles:
        start = lots.uniform(0, seconds / 3)
        found.append((start, start + lots.uniform(120, 480)))
    return found


def _fix(second: int, spot: Spot, blur: float, troubles: Sequence[str], lots: Random) -> Point:
    sigma = blur * 3 if "indoors" in troubles and lots.random() < 0.5 else blur
    point = Point(
        BEGIN.timestamp() + second,
        *_place((spot[0] + lots.gauss(0, sigma / 2), spot[1] + lots.gauss(0, sigma / 2))),
        sigma,
    )
    if "jumps" in troubles and lots.random() < 0.04:
        return _moved(point, *_ring(lots, 600, 20000))
    return point


def _moved(point: Point, east: float, north: float) -> Point:
    """The same fix somewhere else, and as sure of itself as before."""
    here = _place((east, north))
    return point._replace(lon=point.lon + here.lon - WORKS.lon, lat=point.lat + here.lat - WORKS.lat)


def _place(spot: Spot) -> Place:
    return Place(
        WORKS.lon + spot[0] / (METRES_PER_DEGREE * cos(radians(WORKS.lat))), WORKS.lat + spot[1] / METRES_PER_DEGREE
    )


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:3])))
