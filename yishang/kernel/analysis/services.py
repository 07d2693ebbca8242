"""Counting the extracts of all processes for a month, by expressions that any engine of Ibis can run."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from yishang.kernel.analysis import queries
from yishang.kernel.analysis.rules import ALL, CITY, MONTH, Counted, Counts, Extract, Row, seconds

DIALECT = "duckdb"


class Counting:
    """Extracts that an engine has open; ask as often as needed, of any month and moment."""

    def __init__(self, engine: Any, extracts: dict[str, Extract]) -> None:
        self._engine, self.extracts = engine, extracts

    def counted(self, extract: str, *, city: str, period: str, at: datetime) -> Counted:
        """All counts and listings of one extract for a month, as they stood at that moment."""
        cuts: dict[str, Any] = defaultdict(lambda: defaultdict(dict))
        listings: dict[str, list[Row]] = {}
        self._engine.ask(city=city, period=period, at=seconds(at))
        for place, statement in _expressions().statements(self.extracts[extract], DIALECT).items():
            kind, domain, name = place.split("/")
            found = self._engine.rows(statement)
            if kind == "listing":
                listings[name] = found
            elif kind == "total":
                for row in found:
                    cuts[str(row.pop("scope"))][domain]["total"] = {"": row}
            else:
                for scope, cut in _rolled_up(found).items():
                    cuts[scope][domain][name] = cut
        rows = cuts[CITY][ALL].get("total", {}).get("", {}).get("records", 0)
        return Counted(rows, {scope: dict(domains) for scope, domains in cuts.items()}, listings)

    def totals(self, name: str, *, city: str, at: datetime, period: str = "") -> dict[str, Counts]:
        """Scope → counts up to that moment, of everything or of one month: to count again what was told before."""
        domain = MONTH if period else ALL
        self._engine.ask(city=city, period=period, at=seconds(at))
        statements = _expressions().statements(self.extracts[name], DIALECT)
        found: dict[str, Counts] = {}
        for scope in _expressions().SCOPES:
            found |= {str(row.pop("scope")): row for row in self._engine.rows(statements[f"total/{domain}/{scope}"])}
        return found


@contextmanager
def counting(*, folder: Path) -> Iterator[Counting]:
    """Write every extract as Parquet below `folder` and open it; all files are gone afterwards.

    Reads the database in streams, holds no transaction, changes nothing.
    """
    extracts = queries.extracts()
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="analysis-", dir=folder) as place, _duck().Duck(Path(place)) as engine:
        for extract in extracts.values():
            engine.take_in(extract)
        yield Counting(engine, extracts)


@contextmanager
def counting_files(*, files: dict[str, Path], folder: Path) -> Iterator[Counting]:
    """The same over Parquet files that somebody else wrote (a benchmark, a cluster's extract), by extract's name."""
    extracts = {name: one for name, one in queries.extracts().items() if name in files}
    with _duck().opened(folder, files) as engine:
        yield Counting(engine, extracts)


def _rolled_up(rows: list[Row]) -> dict[str, dict[str, Counter[str]]]:
    """Rows by county, unit and key added up to scope → key → counts."""
    found: defaultdict[str, defaultdict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for row in rows:
        county, unit, key = (str(row.pop(name)) for name in ("county", "unit", "key"))
        for scope in (CITY, county, f"unit:{unit}"):
            found[scope][key].update(row)
    return {scope: dict(cut) for scope, cut in found.items()}


def _expressions() -> Any:
    """Ibis takes half a second to load: when a month is counted, not when the site starts. Hence no import."""
    return import_module("yishang.kernel.analysis.gateways.expressions")


def _duck() -> Any:
    return import_module("yishang.kernel.analysis.gateways.duck")
