"""Tracks with time: who looked at one, and what is left of it after a year."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from yishang.contexts.visits import queries, rules
from yishang.kernel import sealing
from yishang.kernel.cases.rules import CaseNotVisible
from yishang.kernel.context import InvalidInput, Refusal
from yishang.kernel.directory.rules import SYSTEM_ACTOR, Actor
from yishang.kernel.journal import services as journal

REASON_LEAST, REASON_MOST = 4, 200
AT_ONCE = 200


class TrackNotYours(Refusal):
    """A track is seen by whoever oversees, and by the visitor."""

    status = 403


@transaction.atomic
def reveal_track(*, actor: Actor, number: str, reason: str, at: datetime) -> list[rules.Point]:
    """The whole track of a visit, for a reason that is noted. Raises CaseNotVisible, TrackNotYours, InvalidInput."""
    case = queries.visible_visit(actor, number, on=localdate(at))
    if case is None:
        raise CaseNotVisible(number)
    visit = queries.visit_of(case)
    if not queries.may_see_track(actor, visit):
        raise TrackNotYours("行踪轨迹只有督办人员和走访人本人能看。", next_step="您可以看到起点和终点。")
    if not REASON_LEAST <= len(reason.strip()) <= REASON_MOST:
        raise InvalidInput({"reason": f"请写明查看原因，{REASON_LEAST} 到 {REASON_MOST} 个字。"})
    journal.record(
        actor=actor,
        verb=f"{rules.KIND}.track_seen",
        subject=number,
        at=at,
        data={"note": reason.strip()},
        internal=True,
    )
    return queries.points_of(visit)


@transaction.atomic
def thin_tracks(*, at: datetime) -> int:
    """Thin tracks older than a year to one point in ten minutes (handbook 1.3 [设]). How many: call again for more."""
    visits = list(queries.tracks_to_thin(at=at)[:AT_ONCE])
    for visit in visits:
        left = rules.thinned(queries.points_of(visit))
        visit.track = sealing.seal(rules.packed(left), purpose=rules.TRACK_PURPOSE)
        visit.track_points, visit.track_thinned_at = len(left), at
        visit.save(update_fields=["track", "track_points", "track_thinned_at"])
        journal.record(
            actor=SYSTEM_ACTOR, verb=f"{rules.KIND}.track_thinned", subject=visit.case.number, at=at,
            data={"points": len(left)}, internal=True,
        )  # fmt: skip
    return len(visits)
