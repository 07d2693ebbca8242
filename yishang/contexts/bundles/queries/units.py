"""Which units a bundle's departments are, in a place."""

from collections.abc import Mapping

from yishang.contexts.bundles.queries.menu import unit_words
from yishang.kernel.directory import queries as directory
from yishang.kernel.geo import queries as geo

WINDOWS = ("XZ", "YSB")  # 行政审批服务局 keeps the counter; where there is none, the business-environment office does


def units_at(region_code: str) -> Mapping[str, int]:
    """Code → key of every unit that a matter of the region can be sent to, in one statement."""
    return {one.code: one.pk for one in directory.units_for_dispatch(region_code)}


def window_at(region_code: str, units: Mapping[str, int]) -> int | None:
    """The unit that takes bundles in: the county's own, else its city's."""
    places = (region_code, geo.city_of(region_code))
    return next((units[code] for word in WINDOWS for place in places if (code := f"{place}-{word}") in units), None)


def unit_of(department: str, region_code: str, units: Mapping[str, int]) -> int | None:
    """The unit of a department; who has none on the platform is reached by the window (帮办代交)."""
    word = unit_words().get(department, "")
    places = (region_code, geo.city_of(region_code))
    own = next((units[code] for place in places if (code := f"{place}-{word}") in units), None)
    return own or window_at(region_code, units)
