"""What the credit platform hears of our lists, and what comes in from it; each once."""

from datetime import datetime

from django.utils.timezone import localdate

from yishang.contexts.credit import gateways, queries, rules
from yishang.contexts.credit.services.records import take_records
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import SYSTEM_ACTOR
from yishang.kernel.exchange import services as exchange
from yishang.kernel.exchange.rules import Said
from yishang.kernel.geo import queries as geo


def tell_platform(*, number: str, verb: str, key: str, at: datetime) -> bool:
    """Queue that a party was put on a list or taken off it, once for each fact; whether it is new."""
    told = queries.listing_told(number)
    body = {**told, "what": rules.LIST_VERBS[verb], "on": localdate(at).isoformat()}
    return exchange.queue(
        channel=gateways.CHANNEL, message_id=f"{number}-{key}", kind=gateways.LISTING, subject=number,
        city=geo.city_of(queries.region_of(number)) or geo.home_city(), body=body, at=at,
    )  # fmt: skip


def exchange_all(*, at: datetime) -> int:
    """Send what waits, read what the platform lists; how many messages passed. Call it outside a transaction."""
    wire = gateways.chosen()
    if wire is None:
        return 0
    passed = exchange.send_due(channel=gateways.CHANNEL, wire=wire, at=at)
    return passed + exchange.pull(
        channel=gateways.CHANNEL, kind=gateways.RESTRICTIONS, wire=wire, city=geo.home_city(),
        take=lambda said: take_restriction(said=said, at=at), at=at,
    )  # fmt: skip


def take_restriction(*, said: Said, at: datetime) -> str:
    """A restriction that another organ has told the platform: kept with source and day, shown as theirs, never ours.

    No measure hangs on it here (no basis of ours). Raises InvalidInput.
    """
    names = [one.name for one in rules.RECORD_FIELDS]
    if unknown := sorted(set(said.body) - set(names)):
        raise InvalidInput({unknown[0]: "没有这一项。"})
    if bad := [name for name in names if not isinstance(said.body.get(name, ""), str)]:
        raise InvalidInput({bad[0]: "应为文字。"})
    row = {name: str(said.body.get(name, "")).strip() for name in names} | {"kind": "SANCTION"}
    taken = take_records(actor=SYSTEM_ACTOR, rows=[row], at=at)
    return "已归集" if taken.new else "已有"
