"""Messages read or grown old, and how far a job has looked."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from yishang.kernel.directory.rules import Actor
from yishang.kernel.notify.models import Mark, Notice

MARKED_FOR = timedelta(minutes=10)  # as long as a slip of the hand is noticed


def mark_read(*, actor: Actor, notice_ids: Iterable[int] | None = None, at: datetime) -> int:
    """Mark the actor's own in-site messages read, all of them without ids; how many were new. Others' stay unread."""
    if actor.id is None:
        return 0
    mine = Notice.objects.filter(account_id=actor.id, channel=Notice.Channel.IN_SITE, read_at=None)
    return (mine if notice_ids is None else mine.filter(pk__in=list(notice_ids))).update(read_at=at)


def mark_unread(*, actor: Actor, marked_at: datetime, at: datetime) -> int:
    """Take back one's own “全部已读” of that very moment, soon after it; how many are new again.

    The record then says once more that they were not read, which is true: nobody opened them. Later it stands.
    """
    if actor.id is None or not timedelta(0) <= at - marked_at <= MARKED_FOR:
        return 0
    mine = Notice.objects.filter(account_id=actor.id, channel=Notice.Channel.IN_SITE, read_at=marked_at)
    return mine.update(read_at=None)


def lay_aside(*, before: datetime) -> int:
    """Let in-site messages from before that moment ring no more, whoever's they are: old news hides what is new.

    The record goes on saying that they were not read. Returns how many.
    """
    old = Notice.objects.filter(
        channel=Notice.Channel.IN_SITE, state=Notice.State.SENT, read_at=None, carried_by=None, at__lt=before
    )
    return old.update(state=Notice.State.LAID_ASIDE)


def keep_mark(*, name: str, at: datetime, row_id: int = 0) -> None:
    """Note how far the job of that name has looked: all up to `at`, or of `at` itself the rows up to `row_id`."""
    Mark.objects.update_or_create(name=name, defaults={"at": at, "row_id": row_id})
