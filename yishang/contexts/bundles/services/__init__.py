"""What people do with bundles, one function for each intention."""

from yishang.contexts.bundles.services.accompanying import (
    assign_helper,
    hand_over,
    rate_package,
    supply_papers,
    withdraw_package,
)
from yishang.contexts.bundles.services.catalogs import load_catalogs
from yishang.contexts.bundles.services.handling import accept_part, grant_part, note_correction, refuse_part
from yishang.contexts.bundles.services.opening import IntakeEntry, check_filer, open_package
from yishang.contexts.bundles.services.settling import (
    ask_once,
    ask_part,
    begin_handling,
    close_withdrawn,
    deem_accepted,
    drop_part,
    fail_package,
    finish_package,
    finish_partly,
    gather_due,
    lapse_due,
    lapse_supply,
    start_part,
    supply_part,
    withdraw_part,
)

__all__ = [
    "IntakeEntry", "accept_part", "ask_once", "ask_part", "assign_helper", "begin_handling", "check_filer",
    "close_withdrawn", "deem_accepted", "drop_part", "fail_package", "finish_package", "finish_partly", "gather_due",
    "grant_part", "hand_over", "lapse_due", "lapse_supply", "load_catalogs", "note_correction", "open_package",
    "rate_package", "refuse_part", "start_part", "supply_papers", "supply_part", "withdraw_package", "withdraw_part",
]  # fmt: skip
