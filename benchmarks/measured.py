"""What one run finds out about one database."""

from dataclasses import dataclass, field
from typing import Any

from benchmarks.load import Load


@dataclass(frozen=True)
class Export:
    """One download of so many rows; the most memory (MB) that a web process had held until then."""

    rows: int
    seconds: float
    megabytes: float
    memory: float


@dataclass(frozen=True)
class Overview:
    """The pages from snapshots (milliseconds until the end, processor time), the full count before them (seconds; what
    did not agree) and the freezing of a month (seconds).
    """

    pages: dict[str, tuple[float, float]]
    recount: float
    freezing: float
    disagreement: str


@dataclass
class Measured:
    """Everything found out about one database; processor times in milliseconds of web and database together."""

    database: str = ""
    statements: dict[str, int] = field(default_factory=dict)
    plans: dict[str, str] = field(default_factory=dict)
    lists: dict[int, dict[str, float]] = field(default_factory=dict)
    rows: dict[int, dict[str, int]] = field(default_factory=dict)
    searches: dict[int, dict[str, Any]] = field(default_factory=dict)
    bare: list[Load] = field(default_factory=list)
    submit: list[Load] = field(default_factory=list)
    cost: dict[str, float] = field(default_factory=dict)
    overviews: dict[int, Overview] = field(default_factory=dict)
    exports: dict[str, list[Export]] = field(default_factory=dict)  # by form: few rows, then many
