"""Tables as strangers hand them in, and an import of suggestions that keeps what it is given."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest

from yishang.kernel.clocks.rules import SHANGHAI
from yishang.kernel.intake import rules, services
from yishang.kernel.journal.rules import SYSTEM

MONDAY = datetime(2019, 12, 9, 10, 26, tzinfo=SHANGHAI)
HEADER = "编号,内容,备注"
FIELDS = (
    rules.Field("external_id", "编号", ("id",)),
    rules.Field("content", "内容", ("detail",), required=True),
)
Put = Callable[[str | bytes, str], Path]


@dataclass
class Desk:
    """What an import would fill: rows by id. `batches` shows how they came."""

    rows: dict[str, str] = field(default_factory=dict)
    batches: list[int] = field(default_factory=list)

    @property
    def kind(self) -> rules.Import:
        return rules.Import(name="suggestions", title="建议", fields=FIELDS, faults=self.faults, take=self.take)

    def faults(self, values: rules.Values, _at: datetime) -> list[rules.Fault]:
        return [] if values["content"] else [rules.Fault("content", "没有内容", "请填写")]

    def take(self, *, rows: list[rules.Values], **_signed: object) -> rules.Taken:
        new = [row for row in rows if row["external_id"] not in self.rows]
        self.rows |= {row["external_id"]: row["content"] for row in new}
        self.batches.append(len(rows))
        return rules.Taken(new=len(new), known=len(rows) - len(new))

    def bring_in(self, path: Path, **wish: object) -> services.Outcome:
        columns = rules.wanted_columns(str(wish.pop("columns", "")))
        return services.bring_in(
            actor=SYSTEM,
            what=self.kind,
            path=path,
            wish=services.Wish(columns=columns, **wish),  # type: ignore[arg-type]
            at=MONDAY,
            tell=lambda _stage, _rows: None,
        )


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def put(tmp_path: Path) -> Put:
    """Write a file of that name; text is UTF-8."""

    def write(content: str | bytes, name: str = "table.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write
