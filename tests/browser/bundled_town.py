"""The small town's bundles, and who opens their pages."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.urls import reverse

from yishang.contexts.bundles import queries, services
from yishang.contexts.bundles.models import PackagePart
from yishang.contexts.outreach.tests.conftest import Town

Page = tuple[str, str]  # who, address
NOBODY = ""
SALON = {"subject": "have", "bank": "no", "staff": "yes", "sign": "yes"}
ANSWERS = "?subject=have&bank=no&staff=yes&sign=yes"


def settle_bundles() -> None:
    """Publish the items that only bundles have; the trees have brought the others."""
    services.load_catalogs()


def settle_packages(town: Town, at: datetime) -> dict[str, str]:
    """演示机械 opens a salon; in this town the county's office stands for every department. Numbers under `b_…`."""
    _, plan = queries.plan("T42", SALON, on=at.date())
    entry = services.IntakeEntry(
        bundle="T42", uscc=town.machinery.uscc, answers=SALON, shop_name="演示剪艺", address="秦都区演示路 8 号",
        papers=[one.key for one in plan.to_hand_in],
    )  # fmt: skip
    package = services.open_package(actor=town.li_min, entry=entry, at=at)
    parts = list(PackagePart.objects.filter(package=package).select_related("case"))
    wanted = next(part for part in parts if "户外广告" in part.case.title)
    services.note_correction(
        actor=town.chen_jing, number=wanted.case.number, papers=["效果图"], reason="看不清尺寸。", at=at
    )
    services.assign_helper(
        actor=town.chen_jing, number=package.case.number, helper=str(town.chen_jing.id), at=at + timedelta(minutes=1)
    )
    looked_at = next(part for part in parts if "卫生许可" in part.case.title)
    return {"b_whole": package.case.number, "b_noted": wanted.case.number, "b_part": looked_at.case.number}


def pages_of_bundles(numbers: dict[str, str]) -> Iterator[Page]:
    """The shelf, a bundle, a question, the sheet; the form; whole and parts on phone and desk; figures."""
    yield NOBODY, reverse("bundles:home")
    yield NOBODY, reverse("bundles:home") + "?q=没有这一项"
    yield NOBODY, reverse("bundles:bundle", args=["T02"])
    yield NOBODY, reverse("bundles:ask", args=["T42"])
    yield NOBODY, reverse("bundles:ask", args=["T42"]) + "?subject=have"
    yield NOBODY, reverse("bundles:result", args=["T42"]) + ANSWERS
    yield "li_min", reverse("bundles:apply", args=["T42"]) + ANSWERS
    yield "chen_jing", reverse("bundles:apply", args=["T42"]) + ANSWERS
    whole, part = numbers["b_whole"], numbers["b_part"]
    for who in ("li_min", "sun_hao"):
        yield who, reverse("bundles:mine")
    yield "li_min", reverse("bundles:own", args=[whole])
    yield "li_min", reverse("bundles:own_move", args=[whole, "withdraw_package"])
    for who in ("chen_jing", "yang_ping", "du_cha"):
        yield who, reverse("bundles:desk") + "?view=packages"
        yield who, reverse("bundles:desk") + "?view=parts"
        yield who, reverse("bundles:matter", args=[whole])
        yield who, reverse("bundles:part", args=[part])
    yield "wang_gong", reverse("bundles:desk")
    yield "yang_ping", reverse("bundles:figures")
    yield "chen_jing", reverse("bundles:matter_move", args=[whole, "assign_helper"])
    for move in ("accept_part", "note_correction", "refuse_part"):
        yield "chen_jing", reverse("bundles:part_move", args=[part, move])
