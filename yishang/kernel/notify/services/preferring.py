"""How each person wants to be told."""

from collections.abc import Mapping
from datetime import datetime, time

from django.db import transaction

from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import Actor
from yishang.kernel.journal import services as journal
from yishang.kernel.notify import queries, rules
from yishang.kernel.notify.models import Preference


@transaction.atomic
def choose_notices(
    *,
    actor: Actor,
    choices: Mapping[str, rules.Choice],
    digest_at: time,
    lead_half_days: int | None,
    at: datetime,
) -> Preference:
    """Keep the actor's own choices, by topic; only what differs from the defaults of its posts is kept.

    Kinds that the posts cannot switch off, and kinds they never get, are left as they are. `lead_half_days` is how
    long before a deadline the actor wants one more reminder. Raises InvalidInput (digest_at, lead_half_days), and
    ValueError for an actor without an account: a caller's mistake.
    """
    if actor.id is None:
        raise ValueError("only a person has preferences")
    if faults := rules.preference_faults(digest_at=digest_at, lead_half_days=lead_half_days):
        raise InvalidInput(faults)
    recipient = queries.recipient_of(actor.id, on=at.astimezone(rules.SHANGHAI).date())
    roles = recipient.roles if recipient else frozenset({actor.role})
    kept = {
        topic.code: {"sms": choice.sms, "digest": choice.digest and not topic.duty}
        for topic in queries.topics_for(roles)
        if (choice := choices.get(topic.code))
        and not rules.is_settled(topic, roles)
        and choice != rules.default_choice(topic, roles)
    }
    chosen = {"choices": kept, "digest_at": digest_at, "lead_half_days": lead_half_days, "changed_at": at}
    preference, _ = Preference.objects.update_or_create(account_id=actor.id, defaults=chosen)
    journal.record(
        actor=actor,
        verb="notify.preference.chosen",
        subject=f"account:{actor.id}",
        at=at,
        data={"choices": kept, "digest_at": f"{digest_at:%H:%M}", "lead_half_days": lead_half_days},
        internal=True,
    )
    return preference
