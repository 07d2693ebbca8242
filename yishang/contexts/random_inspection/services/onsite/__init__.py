"""Every intention of one inspection, named like its move."""

from yishang.contexts.random_inspection.services.onsite.cancelling import (
    ask_inspection_cancelling,
    cancel_inspection,
    end_with_task,
    refuse_inspection_cancelling,
)
from yishang.contexts.random_inspection.services.onsite.catalogs import load_inspection_catalogs
from yishang.contexts.random_inspection.services.onsite.correcting import (
    expire_order,
    extend_correction,
    follow_up,
    hand_in_correction,
    order_correction,
    reinspect_company,
)
from yishang.contexts.random_inspection.services.onsite.dates import (
    pick_day,
    reschedule_inspection,
    void_inspection,
)
from yishang.contexts.random_inspection.services.onsite.going import enter_company, enter_result, fill_lines
from yishang.contexts.random_inspection.services.onsite.joining import merge_inspection
from yishang.contexts.random_inspection.services.onsite.opening import open_inspection
from yishang.contexts.random_inspection.services.onsite.rating import rate_inspection
from yishang.contexts.random_inspection.services.onsite.recusals import decide_recusal, object_officer
from yishang.contexts.random_inspection.services.onsite.reviewing import (
    approve_result,
    archive_inspection,
    confirm_result,
    correct_result,
    dispute_result,
    publicize_result,
    return_result,
    withhold_result,
)

__all__ = [
    "approve_result", "archive_inspection", "ask_inspection_cancelling", "cancel_inspection", "confirm_result",
    "correct_result", "decide_recusal", "dispute_result", "end_with_task", "enter_company", "enter_result",
    "expire_order", "extend_correction", "fill_lines", "follow_up", "hand_in_correction", "load_inspection_catalogs",
    "merge_inspection", "object_officer", "open_inspection", "order_correction", "pick_day", "publicize_result",
    "rate_inspection", "refuse_inspection_cancelling", "reinspect_company", "reschedule_inspection", "return_result",
    "void_inspection", "withhold_result",
]  # fmt: skip
