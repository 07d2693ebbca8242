"""`python -m tests.legs [sqlite] [postgres] [browser]`: exit 0 when everything that could run passed.

With CI=true a leg that is missing, or real data that are absent, is a failure too.
"""

import os
import signal
import sys
from argparse import ArgumentParser
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.legs.closing import closing_line, not_run, table
from tests.legs.leg import LEGS, Leg, Outcome, interrupt_all, leaves_to_another, run, say

SIDE_BY_SIDE = 3  # on two cores too: a leg waits for its database, its browser or the disk, and none ends alone


def main() -> int:
    """Run the named legs, all of them without names, and say how it went."""
    parser = ArgumentParser(prog="python -m tests.legs")
    parser.add_argument("legs", nargs="*", metavar="LEG")
    named = parser.parse_args().legs
    if unknown := set(named) - {leg.code for leg in LEGS}:
        parser.error(f"没有这一路：{'、'.join(sorted(unknown))}")
    signal.signal(signal.SIGTERM, _interrupt)  # so that servers are stopped on the way out
    outcomes = _run_all([leg for leg in LEGS if not named or leg.code in named])
    line, green = closing_line(outcomes, strict=os.environ.get("CI") == "true")
    say("\n".join(["", table(outcomes), *not_run(outcomes), line]))
    return 0 if green else 1


def _run_all(legs: list[Leg]) -> list[Outcome]:
    with TemporaryDirectory(prefix="yishang-legs-") as folder, ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        homes = {leg: Path(folder) / leg.code for leg in legs}
        for home in homes.values():
            home.mkdir()
        try:
            return list(pool.map(lambda leg: run(leg, home=homes[leg], leaving=leaves_to_another(leg, legs)), legs))
        except KeyboardInterrupt:
            interrupt_all()
            raise


def _interrupt(*_signal: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("已中断，测试没有跑完。")
