"""A window of the town that asked for more than its list says; numbers by address and place."""

from datetime import datetime

from yishang.contexts.service_standards import services
from yishang.contexts.service_standards.queries.demands import demand_by_receipt
from yishang.contexts.service_standards.rules.demands import DemandEntry

ADDRESSES = ("demand", "demand_contact", "demand_picture", "demand_move")
ENTRY = DemandEntry(
    list="open", code="610171001000", region="610402", window="政务大厅 12 号窗", asked="租赁备案证明",
    said="说没有就不收。", phone="13955556666",
)  # fmt: skip


def tell_window(at: datetime) -> str:
    """Somebody tells; the county's office answers for it. Its number."""
    services.load_catalogs()
    found = demand_by_receipt(services.receive_demand(entry=ENTRY, page_key="w" * 22, at=at))
    assert found is not None
    return found.case.number


def told_of_windows(at: datetime) -> dict[str, dict[str, str]]:
    """For the scope walk: there is one report, in one county."""
    number = tell_window(at)
    places = {"own": number, "near": f"{number}9", "far": f"{number}8"}
    return {f"service_standards:{name}": places for name in ADDRESSES}
