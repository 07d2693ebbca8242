"""The small town's credit: a listing told to the company, a penalty, papers; and who opens the pages."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from tests.listed_parties import put_on_record
from yishang.contexts.outreach.tests.conftest import Town

Page = tuple[str, str]  # who, address
LISTS = ("pushes", "warnings", "listings", "serious", "sanctions", "repairs")


def settle_credit(town: Town, at: datetime) -> dict[str, str]:
    """演示机械 under notice by 王工 of 演示供电; numbers under `k_…`."""
    found = put_on_record({"own": (town.machinery, town.wang_gong)}, at)
    return {
        "k_listing": found.numbers["own"], "k_paper": str(found.papers["own"]),
        "k_certificate": found.certificates["own"], "k_record": str(found.records["own"]),
        "k_uscc": town.machinery.uscc,
    }  # fmt: skip


def pages_of_credit(numbers: dict[str, str]) -> Iterator[Page]:
    """Every page of the process, as those who use it open it."""
    listing, uscc = numbers["k_listing"], numbers["k_uscc"]
    for who in ("wang_gong", "lin_jian", "du_cha"):
        for name in (*LISTS, "records", "figures", "ask"):
            yield who, reverse(f"credit:{name}")
        yield who, reverse("credit:matter", args=[listing])
    yield "chen_jing", reverse("credit:ask")
    yield "wang_gong", f"{reverse('credit:listings')}?heap=all"
    yield "lin_jian", f"{reverse('credit:listings')}?heap=all&q=没有这件"
    yield "lin_jian", reverse("credit:catalogs")
    yield "lin_jian", reverse("credit:exchange")
    yield "wang_gong", reverse("credit:company", args=[uscc])
    yield "wang_gong", reverse("credit:record", args=[numbers["k_record"]])
    for kind in ("listings", "serious"):
        yield "wang_gong", reverse("credit:new", args=[kind])
    for move in ("state_defence", "list_company", "dismiss_suspicion"):
        yield "wang_gong", reverse("credit:move", args=[listing, move])
    yield "wang_gong", reverse("credit:paper", args=[numbers["k_paper"]])
    for who in ("li_min", "sun_hao"):
        yield who, reverse("credit:mine")
    yield "li_min", reverse("credit:own_matter", args=[listing])
    yield "li_min", reverse("credit:own_move", args=[listing, "state_defence"])
    yield "li_min", reverse("credit:apply_repair", args=[numbers["k_record"]])
    yield "li_min", reverse("credit:certificate", args=[numbers["k_certificate"]])
