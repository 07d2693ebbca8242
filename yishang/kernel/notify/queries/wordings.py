"""Reading messages and their wordings."""

import csv
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db.models import QuerySet

from yishang.kernel.notify import rules
from yishang.kernel.notify.models import Notice

SIMULATOR = "simulator"


@lru_cache(maxsize=1)
def templates() -> tuple[rules.Template, ...]:
    """Every wording, old and new: `data/templates.csv` of each kernel and context that has one."""
    return tuple(
        row for config in apps.get_app_configs() for row in _read(Path(config.path) / "data" / "templates.csv")
    )


def template(code: str, *, on: date) -> rules.Template:
    """The wording in force that day. Raises LookupError when there is none: a caller's mistake."""
    in_force = [row for row in templates() if row.code == code and row.effective_from <= on]
    if not in_force:
        raise LookupError(f"no template {code} on {on}")
    return max(in_force, key=lambda row: row.effective_from)


def unread(account_id: int, limit: int = 20) -> list[Notice]:
    """The newest in-site messages that the account has not read."""
    return list(_unread(account_id).order_by("-id")[:limit])


def told_in_site(account_id: int, limit: int = 50) -> list[Notice]:
    """The newest in-site messages of the account, read or not."""
    mine = Notice.objects.filter(account_id=account_id, channel=Notice.Channel.IN_SITE)
    return list(mine.order_by("-id")[:limit])


def unread_count(account_id: int, *, up_to: int = 100) -> int:
    """How many are unread, counted no further than `up_to`: a badge says 99+ beyond."""
    return _unread(account_id)[:up_to].count()


def notices_about(subject: str) -> QuerySet[Notice]:
    """Who was told what and when about a matter, oldest first; none for the empty subject."""
    return Notice.objects.filter(subject=subject).exclude(subject="").select_related("account").order_by("id")


def due_for_sending(at: datetime, *, limit: int) -> list[Notice]:
    """Text messages whose time has come, codes first."""
    due = Notice.objects.filter(state=Notice.State.PENDING, not_before__lte=at)
    return list(due.order_by("-is_code", "not_before", "id")[:limit])


def codes_waiting(phone: str, at: datetime) -> list[Notice]:
    """The codes for this phone whose time has come."""
    waiting = Notice.objects.filter(phone=phone, is_code=True, state=Notice.State.PENDING, not_before__lte=at)
    return list(waiting.order_by("id"))


def unsent(limit: int = 100) -> list[Notice]:
    """The newest text messages that were given up, for the operations page."""
    return list(Notice.objects.filter(state=Notice.State.FAILED).order_by("-id")[:limit])


def last_simulated_text(phone: str) -> str:
    """The newest code text to this phone, for the demo's sign-in page.

    Empty unless the installation is a demo with the simulated gateway: anywhere else it would open every account.
    """
    if not settings.DEMO or settings.SMS_GATEWAY != SIMULATOR:
        return ""
    newest = Notice.objects.filter(phone=phone, channel=Notice.Channel.SMS, is_code=True).order_by("-id").first()
    return newest.text if newest else ""


def _unread(account_id: int) -> QuerySet[Notice]:
    return Notice.objects.filter(account_id=account_id, channel=Notice.Channel.IN_SITE, read_at=None)


def _read(file: Path) -> list[rules.Template]:
    if not file.exists():
        return []
    with file.open(encoding="utf-8", newline="") as rows:
        return [rules.template_row(row) for row in csv.DictReader(rows)]
