"""What people can do in this process, one function for each intention."""

from yishang.contexts.public_supervision.services.answering import (
    adopt_topic,
    decline_topic,
    draft_answer,
    draft_result,
    note_task,
    publish_result,
    return_answer,
    return_result,
)
from yishang.contexts.public_supervision.services.bodies import (
    register_association,
    release_paper,
    return_paper,
    submit_check,
    submit_pledge,
)
from yishang.contexts.public_supervision.services.catalogs import load_catalogs
from yishang.contexts.public_supervision.services.handling import (
    accept_complaint,
    answer_reporter,
    confirm_decision,
    convert_to_complaint,
    convert_to_report,
    decide_report,
    end_due_mediations,
    end_mediation,
    extend_report,
    refuse_complaint,
    return_decision,
    settle_complaint,
    take_report,
    tell_reporter,
    transfer_report,
)
from yishang.contexts.public_supervision.services.moderating import (
    merge_topic,
    reject_topic,
    release_topic,
    return_topic,
    review_topic,
)
from yishang.contexts.public_supervision.services.proposing import propose_topic, publish_topic, refuse_naming
from yishang.contexts.public_supervision.services.reporting import receive_report, supplement_report
from yishang.contexts.public_supervision.services.revealing import ask_identity, grant_identity, open_identity
from yishang.contexts.public_supervision.services.telling import tell_new_reports, tell_unit
from yishang.contexts.public_supervision.services.voting import close_collection, close_due_collections, vote_topic

__all__ = [
    "accept_complaint",
    "adopt_topic",
    "answer_reporter",
    "ask_identity",
    "close_collection",
    "close_due_collections",
    "confirm_decision",
    "convert_to_complaint",
    "convert_to_report",
    "decide_report",
    "decline_topic",
    "draft_answer",
    "draft_result",
    "end_due_mediations",
    "end_mediation",
    "extend_report",
    "grant_identity",
    "load_catalogs",
    "merge_topic",
    "note_task",
    "open_identity",
    "propose_topic",
    "publish_result",
    "publish_topic",
    "receive_report",
    "refuse_complaint",
    "refuse_naming",
    "register_association",
    "reject_topic",
    "release_paper",
    "release_topic",
    "return_answer",
    "return_decision",
    "return_paper",
    "return_result",
    "return_topic",
    "review_topic",
    "settle_complaint",
    "submit_check",
    "submit_pledge",
    "supplement_report",
    "take_report",
    "tell_new_reports",
    "tell_reporter",
    "tell_unit",
    "transfer_report",
    "vote_topic",
]
