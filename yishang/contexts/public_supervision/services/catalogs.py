"""Bring the process's dictionaries into the database; running it again changes nothing that has not changed."""

from pathlib import Path

from yishang.kernel.clocks import services as clocks
from yishang.kernel.packaged import packaged_rows

DATA = Path(__file__).resolve().parent.parent / "data"


def load_catalogs() -> int:
    """Load the time limits from data/; how many."""
    return clocks.load_time_limits(rows=packaged_rows(DATA / "time_limits.csv"))
