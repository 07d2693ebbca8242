"""A bundle under way of each company, with one part of a unit; numbers by address and place, without a catalog."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from yishang.contexts.bundles import rules
from yishang.contexts.bundles.models import Package, PackagePart
from yishang.kernel.cases import services as cases
from yishang.kernel.directory.rules import SYSTEM_ACTOR
from yishang.kernel.parties.models import MarketEntity

OF_PACKAGES = ("own", "own_move", "matter", "matter_move")
OF_PARTS = ("part", "part_move")
MOVES = {
    "bundles:own_move": "withdraw_package", "bundles:matter_move": "assign_helper", "bundles:part_move": "accept_part",
    "api:move_package": "assign_helper",
}  # fmt: skip


@dataclass(frozen=True)
class UnderWay:
    """Of which company, in which region, answered for by which window, with a part of which unit."""

    entity: MarketEntity
    region: str
    window: int
    unit: int


@transaction.atomic
def take_in(under_way: dict[str, UnderWay], at: datetime) -> dict[str, dict[str, str]]:
    """Open them as if the catalog had said what belongs to them."""
    found: dict[str, dict[str, str]] = {"package": {}, "part": {}}
    for place, one in under_way.items():
        root = f"{one.region}-20191209-9001"
        case = cases.open_case(
            actor=SYSTEM_ACTOR, workflow=rules.PACKAGE, number=f"TC-{root}", title="开餐饮店：演示小馆",
            region_code=one.region, applicant_id=one.entity.pk, category="T02", at=at, fact="opened", data={},
            clocks_to_start={"gather": 2, "whole": 12}, unit_id=one.window,
        )  # fmt: skip
        package = Package.objects.create(
            case=case, entity=one.entity, bundle="T02", bundle_name="开餐饮店", answers={}, shop_name="演示小馆",
            address="演示路 1 号", half_days=10, one_by_one=20, filed_by_name="李敏", is_demo=True,
        )  # fmt: skip
        child = cases.Child(number=f"TB-{root}-1", title="供电公司：用电报装", unit_id=one.unit, data={})
        [part] = cases.open_children(
            actor=SYSTEM_ACTOR, workflow=rules.PART, parent=case, children=[child], clock="gather", half_days=2, at=at,
            fact="opened",
        )  # fmt: skip
        cases.add_co_units(case=case, unit_ids=[one.unit], task="并联办理", at=at)
        items = [{"code": "612037001000", "name": "低压用电报装", "output": "", "version_id": 0, "version": 1}]
        PackagePart.objects.create(
            case=part, package=package, key=0, department="供电公司", items=items, after=[], half_days=6, begins=0
        )
        found["package"][place], found["part"][place] = case.number, part.number
    of_packages = [*(f"bundles:{name}" for name in OF_PACKAGES), "api:read_package", "api:move_package"]
    return dict.fromkeys(of_packages, found["package"]) | {f"bundles:{name}": found["part"] for name in OF_PARTS}
