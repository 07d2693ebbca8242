"""What a message says, who gets it over which channel, when it may go out, and when we stop trying (handbook 12.9)."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from yishang.kernel.context import Refusal

SHANGHAI = ZoneInfo("Asia/Shanghai")
IN_SITE = "IN_SITE"
SMS = "SMS"
WECHAT = "WECHAT"

RETRIES = 3
MAX_ATTEMPTS = 1 + RETRIES
LEASE = timedelta(minutes=5)  # a killed worker's message is taken up again after this long
TEXT_LENGTH = 500
QUIET_HOURS = (time(21), time(8))
FORGOTTEN = "（验证码不留存）"

DIGEST_HOURS = tuple(time(hour) for hour in range(8, 21))
DIGEST_AT = time(17)
LEADS = (1, 2, 4, 6, 10, 20)  # half working days before a deadline that a person may choose
OTHER = "other"
FIXED, URGENT = "fixed", "urgent"
EVERYBODY = "*"

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_IDENTITY_OR_CARD = re.compile(r"(?<![0-9A-Za-z])(\d{6})\d{6,9}(\d{3}[\dXx])(?![0-9A-Za-z])")
_COMPANY_CODE = re.compile(r"(?<![0-9A-Za-z])([0-9A-Za-z]{2}\d{4})\d{2}[0-9A-Za-z]{6}([0-9A-Za-z]{4})(?![0-9A-Za-z])")
_MOBILE = re.compile(r"(?<!\d)(1[3-9]\d)([- ]?)\d{4}\2(\d{4})(?!\d)")
_MOBILE_ABROAD = re.compile(r"(?<!\d)((?:\+|00)?86[- ]?1[3-9]\d)([- ]?)\d{4}\2(\d{4})(?!\d)")
_BACKOFF = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15))
_REFERENCE = re.compile(r"notice-(\d{1,18})(?:\.(\d{1,4}))?")
_QUIET = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")


class MissingPlaceholder(KeyError):
    """A caller's mistake: the template asks for a value that was not given."""


class UnknownReference(Refusal):
    """No text message of ours bears this reference."""

    status = 404


class CodeNotSent(Refusal):
    """The gateway did not take a code that somebody waits for."""

    status = 503


class NotKeeper(Refusal):
    """Only a system administrator deals with text messages that did not arrive."""

    status = 403


class NoticeNotFailed(Refusal):
    """The message is not among those given up: it has arrived, or somebody else has dealt with it."""


@dataclass(frozen=True)
class Template:
    """One wording, in force from a day on. `is_code` texts go out at any hour and are not kept once really sent."""

    code: str
    title: str
    text: str
    channels: tuple[str, ...]
    is_code: bool
    effective_from: date
    topic: str = OTHER


@dataclass(frozen=True)
class Topic:
    """消息种类: what people choose about. `duty` is empty, `fixed` (always told) or `urgent` (also at night)."""

    code: str
    label: str
    about: str
    roles: frozenset[str]
    sms_roles: frozenset[str]
    digest_roles: frozenset[str]
    duty: str = ""

    def is_for(self, roles: Collection[str]) -> bool:
        return EVERYBODY in self.roles or bool(self.roles.intersection(roles))


@dataclass(frozen=True)
class Choice:
    """How one person gets one kind of message: also by text message, and at once or with the day's digest."""

    sms: bool
    digest: bool


@dataclass(frozen=True)
class Recipient:
    """Somebody to be told, as a plain value; `chosen` is what the person chose, by topic."""

    account_id: int
    phone: str
    roles: frozenset[str]
    chosen: Mapping[str, Mapping[str, Any]]
    digest_at: time = DIGEST_AT
    openid: str = ""  # bound to the city's official account


@dataclass(frozen=True)
class Telling:
    """One occasion: these accounts, and the telephone of somebody who may have none, are told the same words.

    `channels` narrows those of the wording. `dedup_key` names the occasion; it is kept apart by recipient and channel.
    """

    template: str
    context: Mapping[str, object]
    account_ids: Collection[int] = ()
    phone: str = ""
    subject: str = ""
    channels: Collection[str] | None = None
    dedup_key: str | None = None


@dataclass(frozen=True)
class Receipt:
    """What became of a text message, in the gateway's word."""

    arrived: bool
    reason: str = ""


def template_row(row: Mapping[str, str]) -> Template:
    """A row of templates.csv as a Template; without a topic it belongs to 其他."""
    return Template(
        code=row["code"],
        title=row["title"],
        text=row["text"],
        channels=tuple(row["channels"].split()),
        is_code=row["is_code"] == "1",
        effective_from=date.fromisoformat(row["effective_from"]),
        topic=row.get("topic") or OTHER,
    )


def topic_row(row: Mapping[str, str]) -> Topic:
    """A row of topics.csv as a Topic."""
    return Topic(
        code=row["code"],
        label=row["label"],
        about=row["about"],
        roles=frozenset(row["roles"].split()),
        sms_roles=frozenset(row["sms_roles"].split()),
        digest_roles=frozenset(row["digest_roles"].split()),
        duty=row["duty"],
    )


def is_settled(topic: Topic, roles: Collection[str]) -> bool:
    """Whether these posts cannot switch this kind off: it is a duty to be told, and to be told at once."""
    return bool(topic.duty) and (EVERYBODY in topic.sms_roles or bool(topic.sms_roles.intersection(roles)))


def default_choice(topic: Topic, roles: Collection[str]) -> Choice:
    """What fits the post: a text message where one of the posts should get it, a digest where all would rather wait."""
    concerned = topic.roles.intersection(roles)
    return Choice(
        sms=EVERYBODY in topic.sms_roles or bool(topic.sms_roles.intersection(roles)),
        digest=not topic.duty and bool(concerned) and concerned <= topic.digest_roles,
    )


def choice_for(topic: Topic, recipient: Recipient) -> Choice:
    """The person's own choice where the kind may be chosen, else the default of the post."""
    default = default_choice(topic, recipient.roles)
    if is_settled(topic, recipient.roles):
        return default
    own = recipient.chosen.get(topic.code, {})
    return Choice(
        sms=bool(own.get("sms", default.sms)),
        digest=not topic.duty and bool(own.get("digest", default.digest)),
    )


def preference_faults(*, digest_at: time, lead_half_days: int | None) -> dict[str, str]:
    """Field → fault of the two settings that hold for all kinds."""
    faults = {}
    if digest_at not in DIGEST_HOURS:
        faults["digest_at"] = "汇总时间请选 8 点到 20 点之间的整点。"
    if lead_half_days is not None and lead_half_days not in LEADS:
        faults["lead_half_days"] = "请从列表中选择提前的时间。"
    return faults


def render(text: str, context: Mapping[str, object]) -> str:
    """The text with its placeholders filled: moments in local words, one line, no full number of person or company.

    Only plain `{names}` are filled and values are not looked into again. Raises MissingPlaceholder.
    """
    filled = _PLACEHOLDER.sub(lambda found: _value(context, found[1]), text)
    return masked(" ".join(filled.replace("\x00", "").split()))[:TEXT_LENGTH]


def placeholders(text: str) -> list[str]:
    """The names of the values that a wording wants."""
    return _PLACEHOLDER.findall(text)


def masked(text: str) -> str:
    """Identity, bank card and company numbers keep their first six and last four, mobile numbers three and four."""
    text = _IDENTITY_OR_CARD.sub(r"\1********\2", text)
    text = _COMPANY_CODE.sub(r"\1********\2", text)
    return _MOBILE_ABROAD.sub(r"\1\2****\2\3", _MOBILE.sub(r"\1\2****\2\3", text))


@lru_cache(maxsize=8)
def quiet_hours(text: str) -> tuple[time, time]:
    """`21:00-8:00` as the beginning and the end of the quiet hours. Raises ValueError."""
    found = _QUIET.fullmatch(text.strip())
    if not found:
        raise ValueError(f"quiet hours are written 21:00-8:00, not {text!r}")
    begin_hour, begin_minute, end_hour, end_minute = map(int, found.groups())
    return time(begin_hour, begin_minute), time(end_hour, end_minute)


def earliest_send(at: datetime, *, is_code: bool, quiet: tuple[time, time] = QUIET_HOURS) -> datetime:
    """When a text message may leave: codes and urgent ones at once, others not in the quiet hours (Asia/Shanghai)."""
    local = at.astimezone(SHANGHAI)
    begin, end = quiet
    clock = local.time()
    is_quiet = (clock >= begin or clock < end) if begin > end else begin <= clock < end
    return at if is_code or not is_quiet else _next(local, end)


def next_digest(at: datetime, digest_at: time) -> datetime:
    """The next time of day at which a person's digest goes out, strictly later than `at`."""
    return _next(at.astimezone(SHANGHAI), digest_at)


def retry_after(attempts: int) -> timedelta | None:
    """How long to wait after the given number of failed attempts; None when it is to be given up."""
    return _BACKOFF[attempts - 1] if 1 <= attempts < MAX_ATTEMPTS else None


def counted(labels: Collection[str]) -> str:
    """「新诉求 3 条、临期 1 条」: how many of each kind, in the order of first appearance."""
    return "、".join(f"{label} {list(labels).count(label)} 条" for label in dict.fromkeys(labels))


def reference(notice_id: int, bounces: int) -> str:
    """How the gateway knows a message: the same when we repeat it, another when the first was returned to us."""
    return f"notice-{notice_id}.{bounces}" if bounces else f"notice-{notice_id}"


def referred(text: str) -> tuple[int, int]:
    """The message and the number of earlier returns that a reference stands for. Raises UnknownReference."""
    found = _REFERENCE.fullmatch(text)
    if not found:
        raise UnknownReference("没有这条短信。", next_step="请核对 reference。")
    return int(found[1]), int(found[2] or 0)


def _next(local: datetime, clock: time) -> datetime:
    today = datetime.combine(local.date(), clock, tzinfo=SHANGHAI)
    return today if today > local else today + timedelta(days=1)


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
