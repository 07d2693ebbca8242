"""Every intention of the process, named like its move."""

from yishang.contexts.visits.services.answering import (
    confirm_visit,
    dispute_visit,
    report_visit,
    uphold_visit,
    void_visit,
    vouch_visit,
)
from yishang.contexts.visits.services.bringing import note_brought_appeal
from yishang.contexts.visits.services.catalogs import load_catalogs
from yishang.contexts.visits.services.going import check_in_visit, check_out_visit, register_device, take_track
from yishang.contexts.visits.services.keeping import TrackNotYours, reveal_track, thin_tracks
from yishang.contexts.visits.services.opening import VISITORS, Planned, open_planned, open_visit
from yishang.contexts.visits.services.planning import (
    PlanMade,
    cancel_visit,
    hand_visits_on,
    lapse_visit,
    merge_visit,
    plan_visits,
    reschedule_visit,
)
from yishang.contexts.visits.services.submitting import flag_visit, submit_visit, verify_visit

__all__ = [
    "VISITORS",
    "PlanMade",
    "Planned",
    "TrackNotYours",
    "cancel_visit",
    "check_in_visit",
    "check_out_visit",
    "confirm_visit",
    "dispute_visit",
    "flag_visit",
    "hand_visits_on",
    "lapse_visit",
    "load_catalogs",
    "merge_visit",
    "note_brought_appeal",
    "open_planned",
    "open_visit",
    "plan_visits",
    "register_device",
    "report_visit",
    "reschedule_visit",
    "reveal_track",
    "submit_visit",
    "take_track",
    "thin_tracks",
    "uphold_visit",
    "verify_visit",
    "void_visit",
    "vouch_visit",
]
