"""Bring the process's dictionaries into the database; running it again changes nothing that has not changed."""

import csv
from pathlib import Path

from yishang.kernel.clocks import services as clocks

DATA = Path(__file__).resolve().parent.parent / "data"


def load_catalogs() -> int:
    """Load the time limits from data/; how many."""
    with (DATA / "time_limits.csv").open(encoding="utf-8-sig", newline="") as file:
        return clocks.load_time_limits(rows=list(csv.DictReader(file)))
