"""Bring the process's catalogs into the database; running it again changes nothing that has not changed."""

from pathlib import Path
from typing import Any

from django.db import models, transaction

from yishang.contexts.credit.models import CreditList, LicenceRule, Measure, Parameter, Reason
from yishang.kernel.clocks import services as clocks
from yishang.kernel.packaged import packaged_rows

DATA = Path(__file__).resolve().parent.parent / "data"


@transaction.atomic
def load_catalogs() -> int:
    """Load parameters, reasons, lists, measures, the licence table and time limits; returns the number of measures."""
    _load(Parameter, "parameters.csv", "code", "effective_from")
    _load(Reason, "reasons.csv", "code", "effective_from")
    _load(CreditList, "lists.csv", "code")
    rows = [{**row, "list_id": row["list"]} for row in packaged_rows(DATA / "measures.csv")]
    _load_rows(Measure, [{name: row[name] for name in row if name != "list"} for row in rows], "code", "effective_from")
    _load(LicenceRule, "licence_rules.csv", "code", "valid_from")
    clocks.load_time_limits(rows=packaged_rows(DATA / "time_limits.csv"))
    return len(rows)


def _load(model: type[models.Model], name: str, *keys: str) -> None:
    _load_rows(model, packaged_rows(DATA / name), *keys)


def _load_rows(model: type[models.Model], rows: list[dict[str, str]], *keys: str) -> None:
    """Insert or replace rows by their keys; an empty cell of a day means none."""
    made = [model(**{name: _value(name, text) for name, text in row.items()}) for row in rows]
    found = model._default_manager
    others = [name for name in rows[0] if name not in keys]
    found.bulk_create(made, update_conflicts=True, unique_fields=list(keys), update_fields=others)


def _value(name: str, text: str) -> Any:
    if name.endswith("_to") and not text:
        return None
    return text == "1" if name == "after" else text
