"""Bring the process's catalogs into the database; running it again changes nothing that has not changed."""

from pathlib import Path
from typing import Any

from django.db import transaction

from yishang.contexts.random_inspection.models import InspectItem, SourceFigure, SpecialLibrary, Term
from yishang.contexts.random_inspection.rules import read_ratios
from yishang.contexts.random_inspection.services.onsite.catalogs import load_inspection_catalogs
from yishang.kernel.clocks import services as clocks
from yishang.kernel.packaged import packaged_rows

DATA = Path(__file__).resolve().parent.parent / "data"
OF_ITEMS = ("category", "name", "level", "line", "object_type", "tag", "basis", "content", "method", "source_mark")
SOURCE = "宝鸡市“双随机、一公开”监管经验材料"


@transaction.atomic
def load_catalogs() -> int:
    """Load items, special libraries, numbers, the source's figures and time limits; returns the number of items."""
    rows = packaged_rows(DATA / "items.csv")
    known = set(InspectItem.objects.values_list("code", flat=True))
    InspectItem.objects.bulk_create(_item(row) for row in rows if row["code"] not in known)
    for row in packaged_rows(DATA / "libraries.csv"):
        SpecialLibrary.objects.update_or_create(
            code=row["code"], defaults={name: row[name] for name in ("name", "line", "permit")}
        )
    for row in packaged_rows(DATA / "terms.csv"):
        values: dict[str, Any] = {"value": row["value"], "basis": row["basis"], "source_mark": row["source_mark"]}
        values["effective_to"] = row["effective_to"] or None
        Term.objects.update_or_create(code=row["code"], effective_from=row["effective_from"], defaults=values)
    for row in packaged_rows(DATA / "source_figures.csv"):
        told: dict[str, Any] = {name: row[name] for name in ("name", "value", "unit", "as_of")}
        told |= {"at_least": row["at_least"] == "1", "source": SOURCE}
        SourceFigure.objects.update_or_create(code=row["code"], year=int(row["year"]), defaults=told)
    clocks.load_time_limits(rows=packaged_rows(DATA / "time_limits.csv"))
    load_inspection_catalogs()
    return len(rows)


def _item(row: dict[str, str]) -> InspectItem:
    ratios = {risk: str(ratio) for risk, ratio in read_ratios(row["ratios"]).items()}
    return InspectItem(
        code=row["code"], ratios=ratios, ratio_cap=row["ratio_cap"] or None, valid_from=row["valid_from"],
        valid_to=row["valid_to"] or None, **{name: row[name] for name in OF_ITEMS},
    )  # fmt: skip
