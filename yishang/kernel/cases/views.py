"""What a page sends, carried out once: the key that the page bears makes a double tap or a repeated sending one."""

import json
import secrets
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.http import HttpRequest

from yishang.kernel.cases import services
from yishang.kernel.context import Refusal
from yishang.kernel.directory.rules import Actor
from yishang.kernel.directory.views import now_of

KEY_LONGEST = 80
NOT_CONTENT = ("csrfmiddlewaretoken", "idempotency_key", "seen_as")


def new_key() -> str:
    """A key for a page that is shown afresh; it goes into the hidden field `idempotency_key`."""
    return secrets.token_urlsafe(16)


def once(request: HttpRequest, *, actor: Actor, act: Callable[[], dict[str, str]]) -> dict[str, str]:
    """Carry out `act` once for the page's key: a second sending gets the first answer, a refusal gives the key back.

    Raises what `act` raises, SubmissionInFlight, KeyUsedForOtherContent.
    """
    key = f"page:{request.POST.get('idempotency_key', '')[:KEY_LONGEST] or new_key()}"
    return once_under(key, actor=actor, digest=_digest(request), act=act, at=now_of(request))


def once_under(
    key: str, *, actor: Actor, digest: str, act: Callable[[], dict[str, str]], at: datetime
) -> dict[str, str]:
    """The same for a machine's own key: `digest` is of what it sent. Raises as `once`."""
    sender = actor.id or 0
    earlier = services.claim_submission(account_id=sender, key=key, digest=digest, at=at)
    if earlier is not None:
        return earlier.answer or {}
    try:
        with transaction.atomic():
            answer = act()
            services.answer_submission(account_id=sender, key=key, status=200, answer=answer)
        return answer
    except Refusal:
        services.release_submission(account_id=sender, key=key)
        raise


def _digest(request: HttpRequest) -> str:
    """What was sent, files too: who goes back and chooses another file sends something else."""
    sent = {name: values for name, values in request.POST.lists() if name not in NOT_CONTENT}
    files = [[name, file.name, file.size] for name, given in request.FILES.lists() for file in given]
    return sha256(json.dumps([request.path, sent, files], sort_keys=True).encode()).hexdigest()
