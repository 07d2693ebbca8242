"""Bring the catalog of regions, and their boundaries, into the tables."""

import csv
from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from yishang.kernel.geo import queries, rules
from yishang.kernel.geo.models import Boundary, Region
from yishang.kernel.journal.rules import Signatory
from yishang.kernel.journal.services import record

CATALOG = Path(__file__).parent / "data" / "regions.csv"
SOURCE_LONGEST = 120
UPDATED = ["name", "short_name", "level", "parent", "former_code", "is_official_code", "valid_from", "valid_to"]


@transaction.atomic
def load_regions(*, catalog: Path = CATALOG) -> int:
    """Write the catalog over the table, parents before children; may be repeated. Returns the number of rows."""
    with catalog.open(encoding="utf-8", newline="") as file:
        rows = [_region_from(row) for row in csv.DictReader(file)]
    Region.objects.bulk_create(rows, update_conflicts=True, unique_fields=["code"], update_fields=UPDATED)
    queries.forget()
    return len(rows)


def _region_from(row: dict[str, str]) -> Region:
    return Region(
        code=row["code"],
        name=row["name"],
        short_name=row["short_name"],
        level=row["level"],
        parent_id=row["parent"] or None,
        former_code=row["former_code"],
        is_official_code=row["level"] != Region.Level.FUNCTIONAL,
        valid_from=date.fromisoformat(row["valid_from"]) if row["valid_from"] else None,
        valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
    )


@dataclass(frozen=True)
class Refused:
    """One boundary that was not taken: which in the file, of which division, and why."""

    place: int
    code: str
    reason: str
    next_step: str


@dataclass(frozen=True)
class Imported:
    """What became of a file of boundaries; `accepted` are the codes of ours whose boundary it gave."""

    crs: rules.Crs
    read: int
    accepted: tuple[str, ...]
    refused: tuple[Refused, ...]


@transaction.atomic
def import_boundaries(
    *, actor: Signatory, path: Path, crs: str, at: datetime, dry_run: bool = False, accept_good: bool = False
) -> Imported:
    """Put a GeoJSON file's boundaries in place of ours: all or none, or with `accept_good` the sound ones.

    `crs` is the file's coordinate system, empty where the file names it. Raises rules.BoundariesUnusable.
    """
    content = _content(path)
    features, system = rules.features_in(content, crs=crs)
    shapes, refused = _sorted_out(features, system)
    takes = accept_good or not refused
    source = path.name.encode(errors="replace").decode()[:SOURCE_LONGEST]
    taken = tuple(sorted(shapes)) if takes else ()
    if taken and not dry_run:
        _keep(shapes, source=source, crs=system, on=localdate(at))
        told = {"source": source, "sha256": sha256(content).hexdigest(), "crs": str(system)}
        record(
            actor=actor, verb="geo.boundaries.imported", subject="boundaries", at=at, data={**told, "regions": [*taken]}
        )
    return Imported(system, len(features), taken, tuple(refused))


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > rules.FILE_MOST:
            raise rules.too_large()
        return path.read_bytes()
    except OSError as fault:
        why = "没有这个文件" if isinstance(fault, FileNotFoundError) else "文件读不了"
        raise rules.BoundariesUnusable(f"{why}：{path.name}。", next_step="请核对路径和权限。") from None


def _sorted_out(features: list[Any], crs: rules.Crs) -> tuple[dict[str, rules.Shape], list[Refused]]:
    """By today's code what can be taken, and what cannot with its reason."""
    shapes: dict[str, rules.Shape] = {}
    refused = []
    for place, feature in enumerate(features, start=1):
        try:
            shape = rules.shape_of(feature, crs=crs)
            shapes[_code_of(shape, shapes)] = shape
        except rules.ShapeRefused as refusal:
            refused.append(Refused(place, refusal.code, refusal.message, refusal.next_step))
    return shapes, refused


def _code_of(shape: rules.Shape, known: Container[str]) -> str:
    code = queries.current_code(shape.code)
    if not queries.is_known(code):
        raise rules.ShapeRefused(
            "不是本平台的区划代码。", code=shape.code, next_step="请只留本市各县区，或先更新区划。"
        )
    if code in known:
        raise rules.ShapeRefused("同一区划在文件里出现两次。", code=shape.code, next_step="请合并成一个 MultiPolygon。")
    return code


def _keep(shapes: Mapping[str, rules.Shape], *, source: str, crs: str, on: date) -> None:
    rows = [
        Boundary(region_id=code, geometry=shape.geometry, source=source, source_crs=crs, as_of=on)
        for code, shape in shapes.items()
    ]
    fields = ["geometry", "source", "source_crs", "as_of"]
    Boundary.objects.bulk_create(rows, update_conflicts=True, unique_fields=["region"], update_fields=fields)
