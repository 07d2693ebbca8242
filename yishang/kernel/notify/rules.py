"""What a message says, when it may go out, and when we stop trying (handbook 12.9)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
IN_SITE = "IN_SITE"
SMS = "SMS"

RETRIES = 3
MAX_ATTEMPTS = 1 + RETRIES
LEASE = timedelta(minutes=5)  # a killed worker's message is taken up again after this long
TEXT_LENGTH = 500
QUIET_FROM, QUIET_TO = time(21), time(8)
FORGOTTEN = "（验证码不留存）"

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_IDENTITY_OR_CARD = re.compile(r"(?<![0-9A-Za-z])(\d{6})\d{6,9}(\d{3}[\dXx])(?![0-9A-Za-z])")
_BACKOFF = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15))


class MissingPlaceholder(KeyError):
    """A caller's mistake: the template asks for a value that was not given."""


@dataclass(frozen=True)
class Template:
    """One wording, in force from a day on. `is_code` texts go out at any hour and are not kept once really sent."""

    code: str
    title: str
    text: str
    channels: tuple[str, ...]
    is_code: bool
    effective_from: date


def template_row(row: Mapping[str, str]) -> Template:
    """A row of templates.csv as a Template."""
    return Template(
        code=row["code"],
        title=row["title"],
        text=row["text"],
        channels=tuple(row["channels"].split()),
        is_code=row["is_code"] == "1",
        effective_from=date.fromisoformat(row["effective_from"]),
    )


def render(text: str, context: Mapping[str, object]) -> str:
    """The text with its placeholders filled: moments in local words, one line, no full identity or card number.

    Only plain `{names}` are filled and values are not looked into again. Raises MissingPlaceholder.
    """
    filled = _PLACEHOLDER.sub(lambda found: _value(context, found[1]), text)
    return masked(" ".join(filled.replace("\x00", "").split()))[:TEXT_LENGTH]


def masked(text: str) -> str:
    """Identity and bank card numbers (16 to 19 characters) keep their first six and last four."""
    return _IDENTITY_OR_CARD.sub(r"\1********\2", text)


def earliest_send(at: datetime, *, is_code: bool) -> datetime:
    """When a text message may leave: codes at once, others not between 21:00 and 8:00 Asia/Shanghai."""
    local = at.astimezone(SHANGHAI)
    if is_code or QUIET_TO <= local.time() < QUIET_FROM:
        return at
    morning = local.date() + timedelta(days=1 if local.time() >= QUIET_FROM else 0)
    return datetime.combine(morning, QUIET_TO, tzinfo=SHANGHAI)


def retry_after(attempts: int) -> timedelta | None:
    """How long to wait after the given number of failed attempts; None when it is to be given up."""
    return _BACKOFF[attempts - 1] if attempts < MAX_ATTEMPTS else None


def _value(context: Mapping[str, object], name: str) -> str:
    if name not in context:
        raise MissingPlaceholder(name)
    value = context[name]
    if isinstance(value, datetime):
        local = value.astimezone(SHANGHAI)
        return f"{local.month}月{local.day}日 {local:%H:%M}"
    if isinstance(value, date):
        return f"{value.month}月{value.day}日"
    return str(value)
