"""The lists' items as each county words them, and what the year's assessment counts."""

from datetime import date

from yishang.contexts.service_standards.queries import lists
from yishang.contexts.service_standards.rules.areas import ServiceList
from yishang.contexts.service_standards.rules.comparing import Compared, compared
from yishang.kernel.catalog import queries as catalog
from yishang.kernel.catalog.rules import Elements
from yishang.kernel.geo import queries as geo


def counties(on: date) -> list[tuple[str, str]]:
    """The city's counties that there are that day: code, short name."""
    return [(one.code, one.short_name) for one in geo.counties_of(geo.home_city(), on=on)]


def across_counties(wanted: ServiceList, *, on: date) -> list[tuple[lists.Held, list[Compared]]]:
    """Each item of a list with every county's figures beside the middle ones."""
    held = lists.held(wanted, on=on)
    texts = {code: catalog.texts_in_force(code, on=on, codes=wanted.codes) for code, _ in counties(on)}
    return [
        (
            one,
            compared({county: found[one.code].elements for county, found in texts.items() if one.code in found}, on=on),
        )
        for one in held
    ]


def assessed(*, on: date, county: str = "") -> list[tuple[str, str, Elements]]:
    """Every item of the lists in force (code, list's key, elements); as the county words it if one is named."""
    worded = catalog.texts_in_force(county, on=on, codes=_codes()) if county else {}
    return [
        (one.code, key, worded[one.code].elements if one.code in worded else one.item)
        for key, held in lists.all_held(on=on).items()
        for one in held
    ]


def _codes() -> list[str]:
    return [code for one in lists.all_lists() for code in one.codes]
