"""How long sessions last, as SEC sets it."""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from yishang.kernel.context import InvalidInput
from yishang.kernel.directory import queries, rules
from yishang.kernel.directory.models import SessionRules
from yishang.kernel.directory.rules import Actor, SessionTerms
from yishang.kernel.directory.services.refusals import NotForThisPost
from yishang.kernel.journal import services as journal


@transaction.atomic
def set_session_terms(*, actor: Actor, terms: SessionTerms, at: datetime) -> None:
    """From the next request on sessions last so long, open ones too (other processes within a minute).

    Raises NotForThisPost unless SEC sets it, InvalidInput (the fields of SessionTerms).
    """
    if actor.role not in rules.SECURITY_KEEPERS:
        raise NotForThisPost("会话规则由安全保密管理员设定", next_step="请联系安全保密管理员。")
    if faults := rules.session_faults(terms):
        raise InvalidInput(faults)
    SessionRules.objects.create(**asdict(terms), set_at=at, set_by=actor.name)
    journal.record(
        actor=actor, verb="directory.session_terms.set", subject="session_terms", at=at, data=asdict(terms),
        internal=True,
    )  # fmt: skip
    queries.forget_session_terms()
