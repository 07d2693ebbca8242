"""What one run finds out about one database."""

from dataclasses import dataclass, field
from typing import Any

from benchmarks.load import Load


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
