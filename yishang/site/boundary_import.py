"""`yishang import boundaries FILE`: the ground of our divisions from GeoJSON, beside the tables of `yishang import`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from yishang.kernel.clocks import queries as clocks
from yishang.kernel.directory.rules import SYSTEM_ACTOR
from yishang.kernel.geo import queries as geo
from yishang.kernel.geo import rules, services

NAME = "boundaries"
TITLE = "区划边界"
DESCRIPTION = (
    "导入区划边界：GeoJSON 的 FeatureCollection，每个区划一个 Polygon 或 MultiPolygon，properties.adcode 是区划代码"
    "（改过的旧代码也认）。坐标转成国家 2000，简化到屏幕上看得出的细节，换下原有的边界。以前用的示意图随之不用。"
)
FILES = "UTF-8 的 GeoJSON，最大 50 MB。"
CRS_HELP = "文件的坐标系：" + "；".join(f"{crs} {label}" for crs, label in rules.CRS_LABELS.items())
TOLD_MOST = 20  # faults


def add_target(targets: Any, *, exits: str) -> None:
    """Declare the sub-command with its options."""
    target = targets.add_parser(NAME, help=f"导入{TITLE}", description=DESCRIPTION, epilog=exits)
    target.add_argument("file", metavar="FILE", type=Path, help=FILES)
    target.add_argument("--crs", metavar="|".join(rules.Crs), default="", help=f"{CRS_HELP}。文件里没写的必须写明")
    target.add_argument("--dry-run", action="store_true", help="只检查，不取入")
    target.add_argument("--accept-good", action="store_true", help="有不能用的边界时，取入其余的")


def bring_in(options: dict[str, Any]) -> tuple[list[str], tuple[int, int, int]]:
    """Import as the options say: lines to tell, and how many were read, taken, refused. Raises BoundariesUnusable."""
    found = services.import_boundaries(
        actor=SYSTEM_ACTOR,
        path=options["file"],
        crs=options["crs"].upper(),
        at=clocks.present(),
        dry_run=options["dry_run"],
        accept_good=options["accept_good"],
    )
    return [*_lines(found, is_dry=options["dry_run"])], (found.read, len(found.accepted), len(found.refused))


def _lines(found: services.Imported, *, is_dry: bool) -> Iterator[str]:
    for one in found.refused[:TOLD_MOST]:
        yield f"第 {one.place} 个区域{f'（{one.code}）' if one.code else ''}：{one.reason}{one.next_step}"
    if len(found.refused) > TOLD_MOST:
        yield f"……共 {len(found.refused)} 个区域有错。"
    if found.refused and not found.accepted:
        yield "一个边界也没有取入。改正后再导入，或用 --accept-good 只取无误的。"
        return
    names = "、".join(geo.short_name_of(code) for code in found.accepted)
    done = "试导入，没有写入；可取入" if is_dry else "已取入"
    yield f"{done} {len(found.accepted)} 个区划的边界（由 {found.crs} 转为 CGCS2000）：{names}。"
    missing = [one.short_name for one in geo.counties_of(geo.home_city()) if one.code not in found.accepted]
    if missing:
        yield f"本市这次没有的：{'、'.join(missing)}。"
