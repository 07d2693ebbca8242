"""What waits to be sent, and what did not arrive."""

from datetime import datetime, time

from django.conf import settings

from yishang.kernel.notify import rules
from yishang.kernel.notify.models import Mark, Notice

SIMULATOR = "simulator"


def quiet_hours() -> tuple[time, time]:
    """When only urgent text messages leave: the installation's setting."""
    return rules.quiet_hours(settings.SMS_QUIET_HOURS)


def site_address(path: str = "") -> str:
    """A page of this site as an address for a text message; empty where the installation does not know its own."""
    return f"{settings.SITE_URL.rstrip('/')}{path}" if settings.SITE_URL else ""


def due_for_sending(at: datetime, *, limit: int) -> list[Notice]:
    """Text messages whose time has come, codes first."""
    due = Notice.objects.filter(state=Notice.State.PENDING, not_before__lte=at, channel=Notice.Channel.SMS)
    return list(due.order_by("-is_code", "not_before", "id")[:limit])


def due_by_wechat(at: datetime, *, limit: int) -> list[Notice]:
    """Template messages whose time has come."""
    due = Notice.objects.filter(state=Notice.State.PENDING, not_before__lte=at, channel=Notice.Channel.WECHAT)
    return list(due.order_by("not_before", "id")[:limit])


def held_recipients(at: datetime, *, limit: int) -> list[tuple[str, int | None, str]]:
    """For whom something waited until now: channel, account and telephone, those that waited longest first."""
    due = Notice.objects.filter(state=Notice.State.HELD, not_before__lte=at).order_by("not_before", "id")
    found = due.values_list("channel", "account_id", "phone")[:limit]
    return list(dict.fromkeys(found))


def codes_waiting(phone: str, at: datetime) -> list[Notice]:
    """The codes for this phone whose time has come."""
    waiting = Notice.objects.filter(phone=phone, is_code=True, state=Notice.State.PENDING, not_before__lte=at)
    return list(waiting.order_by("id"))


def unsent(limit: int = 100) -> list[Notice]:
    """The newest text messages that were given up, for the operations page."""
    return unsent_page(limit=limit)


def unsent_page(*, limit: int, before: int | None = None) -> list[Notice]:
    """Text messages that were given up, newest first, from the id `before` on."""
    failed = Notice.objects.filter(state=Notice.State.FAILED).select_related("account")
    return list((failed.filter(pk__lt=before) if before else failed).order_by("-id")[:limit])


def mark_of(name: str) -> Mark | None:
    """How far the job of that name has looked; None before its first run."""
    return Mark.objects.filter(pk=name).first()


def last_simulated_text(phone: str) -> str:
    """The newest code text to this phone, for the demo's sign-in page.

    Empty unless the installation is a demo with the simulated gateway: anywhere else it would open every account.
    """
    if not shows_simulated_texts():
        return ""
    newest = Notice.objects.filter(phone=phone, channel=Notice.Channel.SMS, is_code=True).order_by("-id").first()
    return newest.text if newest else ""


def shows_simulated_texts() -> bool:
    """Whether a page may show what a telephone got: only where everything is invented and nothing is really sent."""
    return bool(settings.DEMO) and settings.SMS_GATEWAY == SIMULATOR
