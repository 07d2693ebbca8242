"""A person's own messages in the site."""

from django.db.models import QuerySet

from yishang.kernel.notify.models import Notice


def unread(account_id: int, limit: int = 20) -> list[Notice]:
    """The newest in-site messages that the account has not read and that no digest speaks of."""
    return list(_ringing(account_id).order_by("-id")[:limit])


def told_in_site(account_id: int, limit: int = 50, *, before: int | None = None) -> list[Notice]:
    """The newest in-site messages of the account, read or not; `before` is the id from which older ones are read on."""
    mine = Notice.objects.filter(account_id=account_id, channel=Notice.Channel.IN_SITE)
    return list((mine.filter(pk__lt=before) if before else mine).order_by("-id")[:limit])


def notice_of(account_id: int, notice_id: int) -> Notice | None:
    """One in-site message of that account; None for anybody else's."""
    mine = Notice.objects.filter(account_id=account_id, channel=Notice.Channel.IN_SITE)
    return mine.filter(pk=notice_id).first()


def unread_count(account_id: int, *, up_to: int = 100) -> int:
    """How many ring the bell, counted no further than `up_to`: a badge says 99+ beyond.

    What waits for a digest does not ring, nor what a digest has told of: the digest does.
    """
    return _ringing(account_id)[:up_to].count()


def _ringing(account_id: int) -> QuerySet[Notice]:
    return Notice.objects.filter(
        account_id=account_id,
        channel=Notice.Channel.IN_SITE,
        state=Notice.State.SENT,
        read_at=None,
        carried_by=None,
    )
