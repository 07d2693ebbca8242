"""What happens after publication: a chain of entries beside a record that itself never changes.

Who stands selected, and who goes there, follows from the record and the entries; each entry is the only one that the
rules of the draw allow at that moment, so that nobody has to be trusted afterwards either.
"""

import hmac
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from yishang.kernel.draw.rules.canonical import canonical_json, check_list, check_text, sha256_hex
from yishang.kernel.draw.rules.commitment import Commitment, Stratum
from yishang.kernel.draw.rules.officers import Officer
from yishang.kernel.draw.rules.pool import Pool
from yishang.kernel.draw.rules.refusals import MalformedDraw, RecordMismatch
from yishang.kernel.draw.rules.selection import select
from yishang.kernel.draw.rules.teams import NOBODY, next_officer

EVENTS_FILE = "events.json"
PLACE = "events"
KINDS: dict[str, tuple[str, ...]] = {
    "void": (),
    "withdrawn": (),
    "replacement": ("out", "in"),
    "reassignment": ("id", "out", "in"),
}


class Standing:
    """Who stands selected now, and which officers go there."""

    def __init__(
        self,
        *,
        commitment: Commitment,
        record: Mapping[str, Any],
        officers: Mapping[str, Officer],
        recused: Mapping[str, frozenset[str]],
    ) -> None:
        self._seed, self._team_size = bytes.fromhex(record["seed"]), commitment["team_size"]
        self._max_load, self._officers = commitment["max_load"], officers
        self._needed = {stratum.name: frozenset(stratum.skills) for stratum in commitment.strata}
        self._recused = dict(recused)
        self.stratum_of: dict[str, str] = {row["id"]: row["stratum"] for row in record["selected"]}
        self.teams: dict[str, list[str]] = {row["id"]: row["officers"] for row in record["teams"]}
        self.unassigned: dict[str, list[str]] = {row["id"]: row["lacking"] for row in record["unassigned"]}
        self._loads = Counter(officer for team in self.teams.values() for officer in team)

    def replace(self, out: str, turn: str) -> dict[str, Any]:
        """Put `turn`, the next of the reserve, in the place of `out`; what the entry says of it.

        It inherits the team; who is recused is replaced as the draw chooses, loads as they stand. Where that gives no
        full team holding all the skills, it stands unassigned. Raises KeyError when `out` is not selected.
        """
        stratum = self.stratum_of.pop(out)
        self.stratum_of[turn] = stratum
        inherited = self.teams.pop(out, [])
        lacked = self.unassigned.pop(out, None)
        self._loads.subtract(inherited)
        if lacked is None and self._team_size:
            self._send(turn, stratum, [one for one in inherited if one not in self._recused.get(turn, NOBODY)])
        elif lacked is not None:
            self.unassigned[turn] = lacked
        entry: dict[str, Any] = {"out": out, "in": turn}
        return entry | ({"officers": self.teams.get(turn, [])} if self._team_size else {})

    def reassign(self, candidate: str, out: str) -> dict[str, Any] | None:
        """Send the next officer in the place of `out`, who is not sent there again; None when nobody fits.

        Raises KeyError when that officer is not on that candidate's team.
        """
        team = self.teams[candidate]
        if out not in team:
            raise KeyError(out)
        staying = [one for one in team if one != out]
        self._recused[candidate] = self._recused.get(candidate, NOBODY) | {out}
        self._loads.subtract(team)
        self._send(candidate, self.stratum_of[candidate], staying)
        if candidate in self.unassigned:
            return None
        return {"id": candidate, "out": out, "in": self.teams[candidate][-1]}

    def _send(self, candidate: str, stratum: str, staying: Sequence[str]) -> None:
        """Make the team whole again by the draw's own rule; nobody carries this task at this moment."""
        team = list(staying)
        loads = self._loads + Counter(team)
        lacking = set(self._needed[stratum]).difference(*(self._officers[one].skills for one in team))
        while len(team) < self._team_size:
            barred = self._recused.get(candidate, NOBODY).union(team)
            chosen = next_officer(
                seed=self._seed, officers=self._officers, loads=loads, barred=barred,
                lacking=lacking, max_load=self._max_load,
            )  # fmt: skip
            if chosen is None:
                break
            team.append(chosen)
            lacking -= set(self._officers[chosen].skills)
        if lacking or len(team) < self._team_size:
            self.unassigned[candidate] = sorted(lacking)
            self.teams.pop(candidate, None)
        else:
            self.teams[candidate] = team
            self._loads.update(team)


def reserves(
    *, seed: bytes, pool: Pool, strata: Iterable[Stratum], ahead: int, wanted: Iterable[str]
) -> dict[str, list[str]]:
    """The first `ahead` of the reserve list of each of the wanted strata."""
    named = set(wanted)
    asked = [
        Stratum(each.name, each.size, min(each.take + ahead, each.size) if each.name in named else 0) for each in strata
    ]
    taken = {each.name: each.take for each in strata}
    lists: dict[str, list[str]] = {name: [] for name in named}
    for each in select(seed=seed, pool=pool, strata=asked):
        lists[each.stratum].append(each.id)
    return {name: ids[taken[name] :] for name, ids in lists.items()}


def check_events(
    events: Any,
    *,
    commitment: Commitment,
    record: Mapping[str, Any],
    pool: Pool,
    officers: Mapping[str, Officer],
    recused: Mapping[str, frozenset[str]],
) -> None:
    """Is the list a chain that hangs on this record, and every replacement and reassignment the one whose turn it was?

    Raises a DrawRefusal at `events/<index>/<key>`.
    """
    previous = sha256_hex(canonical_json(record))
    for index, entry in enumerate(check_list(events, PLACE)):
        _check_entry(entry, f"{PLACE}/{index}")
        if not hmac.compare_digest(entry["previous"].encode(), previous.encode()):
            raise RecordMismatch(f"{PLACE}/{index}/previous", f"不是前一条的摘要，重算得 {previous}")
        previous = sha256_hex(canonical_json(entry))
    standing = Standing(commitment=commitment, record=record, officers=officers, recused=recused)
    turns = _Turns(events, commitment=commitment, record=record, pool=pool)
    for index, entry in enumerate(events):
        _follow(entry, f"{PLACE}/{index}", standing, turns)


class _Turns:
    """Whose turn it is in the reserve of each stratum; drawn once, and only when somebody was replaced."""

    def __init__(
        self, events: Sequence[Mapping[str, Any]], *, commitment: Commitment, record: Mapping[str, Any], pool: Pool
    ) -> None:
        ahead = sum(entry["kind"] == "replacement" for entry in events)
        seed, names = bytes.fromhex(record["seed"]), [stratum.name for stratum in commitment.strata]
        self._lists = (
            reserves(seed=seed, pool=pool, strata=commitment.strata, ahead=ahead, wanted=names) if ahead else {}
        )

    def next_of(self, stratum: str) -> str | None:
        return self._lists[stratum].pop(0) if self._lists[stratum] else None


def _follow(entry: Mapping[str, Any], place: str, standing: Standing, turns: _Turns) -> None:
    """Do what the entry says was done, and compare."""
    if entry["kind"] == "replacement":
        _follow_replacement(entry, place, standing, turns)
    elif entry["kind"] == "reassignment":
        _follow_reassignment(entry, place, standing)


def _follow_replacement(entry: Mapping[str, Any], place: str, standing: Standing, turns: _Turns) -> None:
    if entry["out"] not in standing.stratum_of:
        raise RecordMismatch(f"{place}/out", "此编号不在抽中之列")
    if (turn := turns.next_of(standing.stratum_of[entry["out"]])) is None:
        raise RecordMismatch(f"{place}/in", "候补已用完")
    if turn != entry["in"]:
        raise RecordMismatch(f"{place}/in", f"轮到的候补是 {turn}")
    expected = standing.replace(entry["out"], turn)
    if "officers" in entry and entry["officers"] != expected.get("officers"):
        raise RecordMismatch(f"{place}/officers", f"应派的人员是 {'、'.join(expected.get('officers', []))}")


def _follow_reassignment(entry: Mapping[str, Any], place: str, standing: Standing) -> None:
    if entry["id"] not in standing.teams:
        raise RecordMismatch(f"{place}/id", "此编号没有派到人员")
    if entry["out"] not in standing.teams[entry["id"]]:
        raise RecordMismatch(f"{place}/out", "此人不在这一组")
    moved = standing.reassign(entry["id"], entry["out"])
    if moved is None or moved["in"] != entry["in"]:
        why = f"轮到的人员是 {moved['in']}" if moved else "没有可以改派的人员"
        raise RecordMismatch(f"{place}/in", why)


def _check_entry(entry: Any, place: str) -> None:
    if not isinstance(entry, dict):
        raise MalformedDraw(place, "应为对象")
    kind = entry.get("kind")
    for key in ("at", "kind", "reason", "previous", *(KINDS.get(kind, ()) if isinstance(kind, str) else ())):
        check_text(entry.get(key), f"{place}/{key}")
    if kind not in KINDS:
        raise MalformedDraw(f"{place}/kind", f"应为 {'、'.join(KINDS)} 之一")
