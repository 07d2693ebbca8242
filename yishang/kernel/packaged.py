"""Tables that come with the platform, as files beside the code."""

import csv
from pathlib import Path


def packaged_rows(file: Path) -> list[dict[str, str]]:
    """The rows of a CSV in UTF-8, by the names of its first line. Raises OSError where there is no such file."""
    with file.open(encoding="utf-8-sig", newline="") as table:
        return list(csv.DictReader(table))
