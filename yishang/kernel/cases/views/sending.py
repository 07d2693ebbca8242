"""What pages and machines send, carried out once: under one key a double tap or a repeated sending is one."""

import json
import secrets
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Any

from django.db import transaction
from django.http import HttpRequest
from django.utils.timezone import localtime
from ninja import Header
from pydantic import AfterValidator

from yishang.kernel.cases import services
from yishang.kernel.context import Refusal
from yishang.kernel.directory.rules import Actor
from yishang.kernel.directory.views import now_of

KEY_LONGEST = 80
Moment = Annotated[datetime, AfterValidator(localtime)]  # answers of an API tell the time of the place, +08:00
IdempotencyKey = Annotated[str, Header(alias="Idempotency-Key", max_length=200)]
NOT_CONTENT = ("csrfmiddlewaretoken", "idempotency_key", "seen_as")


def new_key() -> str:
    """A key for a page that is shown afresh; it goes into the hidden field `idempotency_key`."""
    return secrets.token_urlsafe(16)


def once(request: HttpRequest, *, actor: Actor, act: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Carry out `act` once for the page's key: a second sending gets the first answer, a refusal gives the key back.

    Raises what `act` raises, SubmissionInFlight, KeyUsedForOtherContent.
    """
    key = f"page:{request.POST.get('idempotency_key', '')[:KEY_LONGEST] or new_key()}"
    return once_under(key, actor=actor, said=_sent(request), act=act, at=now_of(request))


def once_under(
    key: str, *, actor: Actor, said: object, act: Callable[[], dict[str, Any]], at: datetime
) -> dict[str, Any]:
    """The same for a machine's own key; without one `act` is simply carried out. Raises as `once`.

    `said` is what was sent, as JSON has it: a key that comes again with something else is refused.
    """
    if not key:
        return act()
    sender, digest = actor.id or 0, sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()
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


def _sent(request: HttpRequest) -> list[object]:
    """What a page sent, files too: who goes back and chooses another file sends something else."""
    sent = {name: values for name, values in request.POST.lists() if name not in NOT_CONTENT}
    files = [[name, file.name, file.size] for name, given in request.FILES.lists() for file in given]
    return [request.path, sent, files]
