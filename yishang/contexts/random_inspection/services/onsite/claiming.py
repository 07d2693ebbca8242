"""How every step of an inspection begins: the case locked, its row, and whether the person belongs to the team."""

from datetime import date, datetime

from django.utils.timezone import localdate

from yishang.contexts.random_inspection.models import Inspection, TeamMember
from yishang.contexts.random_inspection.queries import onsite as queries
from yishang.contexts.random_inspection.rules import onsite
from yishang.kernel.cases import services as cases
from yishang.kernel.cases.rules import CaseNotVisible
from yishang.kernel.cases.services import Claim
from yishang.kernel.clocks import queries as clocks
from yishang.kernel.directory.rules import Actor, Role

FIRST_LIMITS_ON = date(2018, 1, 1)


def claim(*, actor: Actor, number: str, move: str, at: datetime, version: int | None) -> tuple[Claim, Inspection]:
    """Lock an inspection for a move. A company does not see one that is not announced to it.

    Raises what cases.claim raises.
    """
    claimed = cases.claim(actor=actor, workflow=onsite.INSPECTION, number=number, move=move, at=at, version=version)
    found = queries.inspection_of(claimed.case)
    if actor.role == Role.ENT and found.is_unannounced and found.entered_at is None:
        raise CaseNotVisible(number)
    return claimed, found


def member_of(*, actor: Actor, inspection: Inspection) -> TeamMember:
    """The person's place in the team. Raises NotOnTheTeam."""
    found = next((one for one in queries.team_of(inspection) if one.account_id == actor.id), None)
    if found is None or actor.id is None:
        raise onsite.NotOnTheTeam("您不在这次检查的检查组里。", next_step="请从“我的检查”进入自己的检查。")
    return found


def publish_limit(*, at: datetime) -> int:
    """How many half days a result may wait for its publication, by the law of that day."""
    return clocks.limit_for(process=onsite.KIND, clock_code="publish", on=max(localdate(at), FIRST_LIMITS_ON))
