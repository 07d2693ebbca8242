"""Trade bodies, their pledges and self-checks, and a business as everybody may read about it."""

from typing import Any

from django.db.models import Max, QuerySet

from yishang.contexts.public_supervision import rules
from yishang.contexts.public_supervision.models import Association, Pledge, SelfCheck
from yishang.kernel.directory.rules import ANSWERING, Actor, Role
from yishang.kernel.parties import queries as parties

KINDS: dict[str, type[Pledge] | type[SelfCheck]] = {"pledge": Pledge, "check": SelfCheck}
FOUND_MOST = 20
WORDS_LEAST = 2


def associations() -> QuerySet[Association]:
    return Association.objects.select_related("entity", "unit").order_by("entity__name")


def association(key: int) -> Association:
    """Raises NotFound."""
    found = associations().filter(pk=key).first()
    if found is None:
        raise rules.NotFound("这家协会")
    return found


def own_association(actor: Actor) -> Association:
    """The trade body that this account speaks for. Raises NotFound."""
    found = None
    if actor.role == Role.ENT and actor.entity_ids:
        found = associations().filter(entity_id__in=actor.entity_ids).first()
    if found is None:
        raise rules.NotFound("您代表的协会")
    return found


def next_version(body: Association) -> int:
    """The version that the next pledge bears; the body's row is locked, so that two at once get two."""
    Association.objects.select_for_update().get(pk=body.pk)
    last: int | None = body.pledges.aggregate(last=Max("version"))["last"]
    return (last or 0) + 1


def waiting_paper(actor: Actor, kind: str, key: int) -> Any:
    """A pledge or self-check that waits for this person's unit, locked. Raises NotFound."""
    found: Any = None
    if kind in KINDS and actor.unit_id is not None and actor.role in ANSWERING:
        rows: Any = KINDS[kind].objects.select_for_update(of=("self",)).select_related("association__entity")
        found = rows.filter(pk=key, state=rules.SUBMITTED, association__unit_id=actor.unit_id).first()
    if found is None:
        raise rules.NotFound("待审核的材料")
    return found


def papers_of(actor: Actor) -> dict[str, list[Any]]:
    """What waits for this person's unit: pledges and self-checks."""
    found: dict[str, list[Any]] = {}
    for kind, model in KINDS.items():
        rows: Any = model.objects.filter(state=rules.SUBMITTED, association__unit_id=actor.unit_id or 0)
        found[kind] = list(rows.select_related("association__entity").order_by("pk")) if actor.unit_id else []
    return found


def pledge_in_force(body: Association) -> Pledge | None:
    return body.pledges.filter(state=rules.PUBLISHED).order_by("-version").first()


def published_pledges(body: Association) -> list[Pledge]:
    return list(body.pledges.filter(state=rules.PUBLISHED).order_by("-version"))


def published_checks(**about: Any) -> list[SelfCheck]:
    """Published self-checks of an association or an entity, the newest first."""
    rows = SelfCheck.objects.filter(state=rules.PUBLISHED, **about).select_related("entity", "association__entity")
    return list(rows.order_by("-checked_on", "-pk")[:100])


def businesses(text: str) -> list[Any]:
    """Businesses by their code or by words of their name, twenty at most; nothing for fewer than two characters."""
    words = text.strip()
    if len(words) < WORDS_LEAST:
        return []
    by_code = parties.entity_by_uscc(words) if len(words) >= 15 else None
    return [by_code] if by_code else parties.entities_named(words, limit=FOUND_MOST)


def business(uscc: str) -> Any:
    """One business by its code. Raises NotFound."""
    found = parties.entity_by_uscc(uscc)
    if found is None:
        raise rules.NotFound("这家经营主体")
    return found
