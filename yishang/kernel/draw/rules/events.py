"""What happens after publication: a chain of entries beside a record that itself never changes."""

import hmac
from collections.abc import Mapping
from typing import Any

from yishang.kernel.draw.rules.canonical import canonical_json, check_list, check_text, sha256_hex
from yishang.kernel.draw.rules.commitment import Stratum
from yishang.kernel.draw.rules.refusals import MalformedDraw, NotInThisVersion, RecordMismatch
from yishang.kernel.draw.rules.selection import order_of

PLACE = "events"
KINDS = ("void", "withdrawn", "replacement", "reassignment")


def check_events(events: Any, *, record: Mapping[str, Any], pool: bytes) -> None:
    """Is the list a chain that hangs on this record, and was every replacement the next of its reserve?

    Raises a DrawRefusal at `events/<index>/<key>`; NotInThisVersion for a reassignment, which needs officers.
    """
    previous = sha256_hex(canonical_json(record))
    standing = _Standing(record, pool)
    for index, entry in enumerate(check_list(events, PLACE)):
        place = f"{PLACE}/{index}"
        _check_entry(entry, place)
        if not hmac.compare_digest(entry["previous"], previous):
            raise RecordMismatch(f"{place}/previous", f"不是前一条的摘要，重算得 {previous}")
        if entry["kind"] == "replacement":
            standing.replace(entry, place)
        previous = sha256_hex(canonical_json(entry))


def _check_entry(entry: Any, place: str) -> None:
    if not isinstance(entry, dict):
        raise MalformedDraw(place, "应为对象")
    keys = ["at", "kind", "reason", "previous"]
    keys += ["out", "in"] if entry.get("kind") == "replacement" else []
    for key in keys:
        check_text(entry.get(key), f"{place}/{key}")
    if entry["kind"] not in KINDS:
        raise MalformedDraw(f"{place}/kind", "应为 void、withdrawn、replacement 或 reassignment")
    if entry["kind"] == "reassignment":
        raise NotInThisVersion(f"{place}/kind", "本版本不派人员，也就没有改派")


class _Standing:
    """Who stands selected now, and whose turn it is in each stratum's reserve."""

    def __init__(self, record: Mapping[str, Any], pool: bytes) -> None:
        self._seed, self._pool = bytes.fromhex(record["seed"]), pool
        self._strata = {row["name"]: row for row in record["commitment"]["strata"]}
        self._stratum_of = {row["id"]: row["stratum"] for row in record["selected"]}
        self._reserves: dict[str, list[str]] = {}

    def replace(self, entry: Mapping[str, str], place: str) -> None:
        stratum = self._stratum_of.pop(entry["out"], None)
        if stratum is None:
            raise RecordMismatch(f"{place}/out", "此编号不在抽中之列")
        reserve = self._reserve(stratum)
        if not reserve:
            raise RecordMismatch(f"{place}/in", "候补已用完")
        if (turn := reserve.pop(0)) != entry["in"]:
            raise RecordMismatch(f"{place}/in", f"轮到的候补是 {turn}")
        self._stratum_of[turn] = stratum

    def _reserve(self, name: str) -> list[str]:
        if name not in self._reserves:
            row = self._strata[name]
            stratum = Stratum(name=name, size=row["size"], take=row["take"])
            self._reserves[name] = order_of(seed=self._seed, pool=self._pool, stratum=stratum)[stratum.take :]
        return self._reserves[name]
