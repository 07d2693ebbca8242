#!/usr/bin/env python3
"""核对一份随机抽取的记录：不联网，不用数据库，只要 Python 3.8 以上，不装任何东西。

    python3 verify_draw.py 目录

目录里是从公示页下载的 record.json、pool.tsv、officers.tsv、recusals.tsv（也可以是 .gz），有 events.json 时一并放入。
末行是“OK …”（退出码 0）或“FAIL 位置: 原因”（退出码 1）。请再核对一件事：OK 一行里的承诺书摘要，应与抽取之前公布的相同。

原理（格式第 1 版）：承诺书在随机数产生之前公布，写明名单摘要、各层抽多少、随机数从哪里来；随机数产生后，
    种子 S = SHA-256(承诺书摘要 ‖ 随机数)，对象的得分 = HMAC-SHA256(S, "select:" + 编号)，
    每层得分最低的若干个被抽中。
谁也挑不了结果，谁都能重算结果。见证人的值在这里全部核对；drand 的签名要用到椭圆曲线配对，本程序不核对，并会如实说明。
"""

from __future__ import annotations

import datetime
import gzip
import hashlib
import hmac
import io
import json
import os
import re
import sys
import zlib
from bisect import bisect_left, insort
from collections import Counter
from typing import Any, Iterator  # noqa: UP035 (Python 3.8 must do)

FILES = ("record.json", "pool.tsv", "officers.tsv", "recusals.tsv")
COMMITMENT_KEYS = (
    "version", "algorithm", "draw_id", "title", "created_at", "strata", "repeats", "beacon",
    "pool_sha256", "officers_sha256", "recusals_sha256", "pool_size", "team_size", "max_load",
)  # fmt: skip
RECORD_KEYS = ("commitment", "commitment_sha256", "seed", "selected", "teams", "unassigned")
SCHEMES = {  # drand 的方案：是否引用上一轮，公钥和签名各多少字节
    "pedersen-bls-chained": (True, 48, 96),
    "pedersen-bls-unchained": (False, 48, 96),
    "bls-unchained-g1-rfc9380": (False, 96, 48),
}
EVENT_KEYS = {"void": (), "withdrawn": (), "replacement": ("out", "in"), "reassignment": ("id", "out", "in")}
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)", re.ASCII)
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


class Fault(Exception):
    """某处不对：位置和原因。"""


def read_files(directory: str) -> dict[str, bytes]:
    """目录里的各个文件，.gz 已解开。"""
    files = {}
    for name in (*FILES, "events.json"):
        found = [one for one in (name, name + ".gz") if os.path.exists(os.path.join(directory, one))]
        if len(found) > 1:
            raise Fault(name, "原文件与压缩文件同时存在")
        for one in found:
            try:
                with open(os.path.join(directory, one), "rb") as file:
                    data = file.read()
                files[name] = gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data
            except (OSError, EOFError, zlib.error) as fault:
                raise Fault(name, f"文件无法读写（{type(fault).__name__}）") from None
        need(name in files or name not in FILES, name, "没有这个文件")
    return files


def read_json(data: bytes, place: str) -> Any:
    """JSON，不许有小数，不许有重复的键。"""

    def refuse(token: str) -> None:
        raise Fault(place, f"不得含小数或非数值（{token[:20]}）")

    def once(pairs: Any) -> dict[str, Any]:
        if len(dict(pairs)) < len(pairs):
            raise Fault(place, "有重复的键")
        return dict(pairs)

    try:
        return json.loads(data.decode(), parse_float=refuse, parse_constant=refuse, object_pairs_hook=once)
    except (ValueError, RecursionError):
        raise Fault(place, "不是 UTF-8 编码的 JSON") from None


def canonical(value: Any) -> bytes:
    """规范写法：键排序，无空白，汉字原样。"""
    try:
        return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise Fault("JSON", "含有无法以 UTF-8 表示的字符") from None


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def need(is_right: Any, place: str, why: str) -> None:
    if not is_right:
        raise Fault(place, why)


def need_keys(value: Any, keys: Any, place: str) -> None:
    need(isinstance(value, dict), place, "应为对象")
    for name in sorted(value.keys() - set(keys)):
        raise Fault(f"{place}/{name}", "未知的键")
    for name in sorted(set(keys) - value.keys()):
        raise Fault(f"{place}/{name}", "缺少此键")


def need_integer(value: Any, place: str, least: int = 0) -> None:
    need(isinstance(value, int) and not isinstance(value, bool) and value >= least, place, f"应为不小于 {least} 的整数")


def need_text(value: Any, place: str, may_be_empty: bool = False) -> None:
    need(isinstance(value, str), place, "应为文字")
    need(value or may_be_empty, place, "不得为空")
    need(not CONTROL.search(value), place, "含有控制字符或无法表示的字符")


def need_hex(value: Any, place: str, length: int | None = None) -> bytes:
    is_hex = isinstance(value, str) and re.fullmatch("(?:[0-9a-f]{2})*", value)
    need(is_hex and (length is None or len(value) == 2 * length), place, "应为规定长度的小写十六进制")
    return bytes.fromhex(value)


def need_ascending(values: list[str], place: str) -> None:
    for index in range(1, len(values)):
        need(values[index - 1] < values[index], f"{place}/{index}", "重复或未排序")


def check_commitment(it: dict[str, Any]) -> None:
    need_keys(it, COMMITMENT_KEYS, "commitment")
    need_integer(it["version"], "commitment/version")
    need(it["version"] == 1, "commitment/version", "只认第 1 版格式")
    need(it["algorithm"] == "hmac-sha256-lowest/1", "commitment/algorithm", "只认算法 hmac-sha256-lowest/1")
    need_text(it["draw_id"], "commitment/draw_id")
    need_text(it["title"], "commitment/title", may_be_empty=True)
    created_at = moment(it["created_at"], "commitment/created_at")
    for key in COMMITMENT_KEYS[-6:-3]:
        need_hex(it[key], f"commitment/{key}", 32)
    for key in COMMITMENT_KEYS[-3:]:
        need_integer(it[key], f"commitment/{key}")
    if it["repeats"] is not None:
        need_keys(it["repeats"], ("draw_id", "reason"), "commitment/repeats")
        need_text(it["repeats"]["draw_id"], "commitment/repeats/draw_id")
        need(it["repeats"]["draw_id"] != it["draw_id"], "commitment/repeats/draw_id", "不能是本次抽取自己")
        need_text(it["repeats"]["reason"], "commitment/repeats/reason")
    check_strata(it)
    check_beacon(it["beacon"], created_at)
    for key in ("officers_sha256", "recusals_sha256"):
        need(it["team_size"] or it[key] == sha256(b"").hex(), f"commitment/{key}", "不派人员时应为空文件的摘要")


def moment(value: Any, place: str) -> datetime.datetime:
    need(isinstance(value, str) and MOMENT.fullmatch(value), place, "应为带时区的时间")
    fraction = re.search(r"\.(\d+)", value)
    plain = re.sub(r"\.\d+", "", value).replace("Z", "+00:00")
    try:
        micro = int(fraction.group(1).ljust(6, "0")) if fraction else 0
        return datetime.datetime.fromisoformat(plain).replace(microsecond=micro)
    except ValueError:
        raise Fault(place, "没有这个时间") from None


def check_strata(it: dict[str, Any]) -> None:
    need(isinstance(it["strata"], list), "commitment/strata", "应为数组")
    for index, row in enumerate(it["strata"]):
        place = f"commitment/strata/{index}"
        need_keys(row, ("name", "size", "take", "skills"), place)
        need_text(row["name"], f"{place}/name")
        need_integer(row["size"], f"{place}/size")
        need_integer(row["take"], f"{place}/take")
        need(row["take"] <= row["size"], f"{place}/take", "应抽的多于层内的")
        need(isinstance(row["skills"], list), f"{place}/skills", "应为数组")
        for number, skill in enumerate(row["skills"]):
            need_text(skill, f"{place}/skills/{number}")
            need("," not in skill, f"{place}/skills/{number}", "技能中不得有逗号")
        need_ascending(row["skills"], f"{place}/skills")
    need_ascending([row["name"] for row in it["strata"]], "commitment/strata")
    need(sum(row["size"] for row in it["strata"]) == it["pool_size"], "commitment/pool_size", "与各层数量之和不符")


def check_beacon(beacon: Any, created_at: datetime.datetime) -> None:
    place = "commitment/beacon"
    need(isinstance(beacon, dict), place, "应为对象")
    if beacon.get("kind") == "drand":
        need_keys(beacon, ("kind", "chain_hash", "public_key", "scheme", "genesis_time", "period", "round"), place)
        need_hex(beacon["chain_hash"], f"{place}/chain_hash")
        need(str(beacon["scheme"]) in SCHEMES, f"{place}/scheme", "不认识的方案")
        need_hex(beacon["public_key"], f"{place}/public_key", SCHEMES[beacon["scheme"]][1])
        need_integer(beacon["genesis_time"], f"{place}/genesis_time")
        need_integer(beacon["period"], f"{place}/period", 1)
        need_integer(beacon["round"], f"{place}/round", 1)
        need(beacon["round"] < 2**64, f"{place}/round", "轮次过大")
        spoken_at = beacon["genesis_time"] + (beacon["round"] - 1) * beacon["period"]
        since = created_at - datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)  # noqa: UP017
        micro = since // datetime.timedelta(microseconds=1)
        need(spoken_at * 10**6 > micro, f"{place}/round", "这一轮不在承诺之后")
        return
    need(beacon.get("kind", "witnesses") == "witnesses", f"{place}/kind", "应为 witnesses 或 drand")
    need_keys(beacon, ("kind", "witnesses"), place)
    rows = beacon["witnesses"]
    need(isinstance(rows, list) and len(rows) >= 2, f"{place}/witnesses", "见证人至少两名")
    for index, row in enumerate(rows):
        need_keys(row, ("id", "role", "commitment"), f"{place}/witnesses/{index}")
        need_text(row["id"], f"{place}/witnesses/{index}/id")
        need_text(row["role"], f"{place}/witnesses/{index}/role", may_be_empty=True)
        need_hex(row["commitment"], f"{place}/witnesses/{index}/commitment", 32)
    need(len({row["id"] for row in rows}) == len(rows), f"{place}/witnesses", "见证人重复")


def rows_of(data: bytes, file: str, fields: int) -> Iterator[tuple[str, list[str]]]:
    """每行的位置和各栏。每行须以换行结尾，按字节排序，不重复，没有控制字符。"""
    previous = b""
    for number, line in enumerate(io.BytesIO(data), start=1):
        place = f"{file}/{number}"
        need(line.endswith(b"\n"), place, "末行没有换行")
        try:
            row = line[:-1].decode().split("\t")
        except UnicodeDecodeError:
            raise Fault(place, "不是 UTF-8 编码") from None
        need(not any(CONTROL.search(field) for field in row), place, "含有控制字符")
        need(row[0], place, "编号不得为空")
        need(len(row) == fields, place, f"应为以 TAB 分隔的 {fields} 项")
        need(line > previous, place, "重复或未按字节排序")
        yield place, row
        previous = line


def read_pool(data: bytes, it: dict[str, Any]) -> dict[str, list[str]]:
    """各层的对象编号。"""
    strata: dict[str, list[str]] = {row["name"]: [] for row in it["strata"]}
    previous = ""
    for place, (identifier, stratum) in rows_of(data, "pool.tsv", 2):
        need(identifier != previous, place, "编号重复")
        need(stratum in strata, place, "承诺书中没有这一层")
        strata[stratum].append(identifier)
        previous = identifier
    need(sha256(data).hex() == it["pool_sha256"], "pool.tsv", "摘要与承诺书的 pool_sha256 不符")
    for index, row in enumerate(it["strata"]):
        need(len(strata[row["name"]]) == row["size"], f"commitment/strata/{index}/size", "与名单里的数量不符")
    return strata


def read_officers(data: bytes) -> dict[str, frozenset[str]]:
    """每名人员的技能。"""
    officers: dict[str, frozenset[str]] = {}
    for place, (identifier, _unit, skills) in rows_of(data, "officers.tsv", 3):
        held = skills.split(",") if skills else []
        need(identifier not in officers and all(held), place, "人员重复，或技能为空")
        need(held == sorted(set(held)), place, "技能重复或未排序")
        officers[identifier] = frozenset(held)
    return officers


def read_recusals(data: bytes, officers: Any, strata: dict[str, list[str]]) -> dict[str, set[str]]:
    """每个对象应回避的人员。"""
    recused: dict[str, set[str]] = {}
    for place, (officer, candidate) in rows_of(data, "recusals.tsv", 2):
        need(officer in officers, place, "名单里没有这名人员")
        recused.setdefault(candidate, set()).add(officer)
    known = {one for ids in strata.values() for one in ids} if recused else set()
    for place, (_, candidate) in rows_of(data, "recusals.tsv", 2):
        need(candidate in known, place, "名单里没有这个对象")
    return recused


def randomness(beacon: dict[str, Any], spoken: Any) -> bytes:
    """见证人的值逐个与承诺核对；drand 只查轮次和写法。"""
    if beacon["kind"] == "drand":
        is_chained, _, signature_bytes = SCHEMES[beacon["scheme"]]
        need_keys(spoken, ("round", "previous_signature", "signature"), "beacon")
        need_integer(spoken["round"], "beacon/round", 1)
        need(spoken["round"] == beacon["round"], "beacon/round", f"承诺书写的是第 {beacon['round']} 轮")
        previous = need_hex(spoken["previous_signature"], "beacon/previous_signature")
        signature = need_hex(spoken["signature"], "beacon/signature")
        need(bool(previous) == is_chained, "beacon/previous_signature", "上一轮的签名与方案不符")
        need(len(signature) == signature_bytes, "beacon/signature", f"此方案的签名是 {signature_bytes} 字节")
        return sha256(signature)
    need(isinstance(spoken, list), "reveals", "应为数组")
    witnesses = beacon["witnesses"]
    need(len(spoken) <= len(witnesses), "reveals", "值比见证人多")
    values = [need_hex("" if one is None else one, f"reveals/{index}") for index, one in enumerate(spoken)]
    values += [b""] * (len(witnesses) - len(values))
    for index, (witness, value) in enumerate(zip(witnesses, values)):  # noqa: B905 (of one length)
        is_kept = len(value) >= 16 and sha256(value).hex() == witness["commitment"]
        need(is_kept, f"reveals/{index}", f"见证人 {witness['id']} 没有公布，或公布的值与其承诺不符")
    return sha256(b"".join(values))


def in_drawn_order(seed: bytes, ids: list[str]) -> list[tuple[str, str]]:
    """一层的全部对象按得分排好：前面的被抽中，后面的是候补。"""
    return sorted((hmac.new(seed, b"select:" + one.encode(), "sha256").hexdigest(), one) for one in ids)


class Queue:
    """人员的队列：任务少的在前，一样多的按 HMAC-SHA256(S, "assign:" + 任务数 + ":" + 编号)。"""

    def __init__(self, seed: bytes, officers: dict[str, frozenset[str]], max_load: int, loads: dict[str, int]) -> None:
        self.seed, self.officers, self.max_load, self.loads = seed, officers, max_load, Counter(loads)
        self.line = sorted(self.place(one) for one in officers)
        self.most: dict[frozenset[str], int] = {}

    def place(self, officer: str) -> tuple[int, bytes, str]:
        load = self.loads[officer]
        return load, hmac.new(self.seed, f"assign:{load}:{officer}".encode(), "sha256").digest(), officer

    def add(self, officer: str, tasks: int) -> None:
        del self.line[bisect_left(self.line, self.place(officer))]
        self.loads[officer] += tasks
        insort(self.line, self.place(officer))

    def next(self, lacking: frozenset[str], barred: set[str]) -> str | None:
        """没有回避、没有满额的人里，会所缺技能最多的；一样多时取队列最前的。"""
        if lacking not in self.most:
            self.most[lacking] = max((len(held & lacking) for held in self.officers.values()), default=0)
        best, most = None, -1
        for load, _, officer in self.line:
            if load >= self.max_load or most == self.most[lacking]:
                break
            if len(self.officers[officer] & lacking) > most and officer not in barred:
                best, most = officer, len(self.officers[officer] & lacking)
        return best

    def fill(self, team: list[str], needed: frozenset[str], recused: set[str], size: int) -> frozenset[str]:
        """把一组补满；还缺的技能。"""
        lacking = needed.difference(*(self.officers[one] for one in team))
        while len(team) < size:
            officer = self.next(lacking, recused.union(team))
            if officer is None:
                break
            team.append(officer)
            lacking -= self.officers[officer]
        return lacking


def draw(record: dict[str, Any], spoken: Any, strata: Any, officers: Any, recused: Any) -> dict[str, Any]:
    """照承诺书重新抽一遍。"""
    it = record["commitment"]
    digest = sha256(canonical(it))
    seed = sha256(digest + randomness(it["beacon"], spoken))
    chosen = sorted(
        (points, one, row["name"])
        for row in it["strata"]
        for points, one in in_drawn_order(seed, strata[row["name"]])[: row["take"]]
    )
    needed = {row["name"]: frozenset(row["skills"]) for row in it["strata"]}
    queue = Queue(seed, officers, it["max_load"], {})
    teams, unassigned = [], []
    for _, one, stratum in chosen if it["team_size"] else []:
        team: list[str] = []
        lacking = queue.fill(team, needed[stratum], recused.get(one, set()), it["team_size"])
        if lacking or len(team) < it["team_size"]:
            unassigned.append({"id": one, "lacking": sorted(lacking)})
        else:
            teams.append({"id": one, "officers": team})
            for officer in team:
                queue.add(officer, 1)
    return {
        "commitment": it,
        "commitment_sha256": digest.hex(),
        "beacon" if it["beacon"]["kind"] == "drand" else "reveals": spoken,
        "seed": seed.hex(),
        "selected": [{"id": one, "stratum": stratum, "score": points} for points, one, stratum in chosen],
        "teams": teams,
        "unassigned": unassigned,
    }


def compare(expected: Any, claimed: Any, place: str) -> None:
    """在第一处与重算结果不同的地方停下。"""
    need(type(expected) is type(claimed), place, "与重算结果的类型不同")
    if isinstance(expected, dict):
        need_keys(claimed, expected, place)
        for key, value in expected.items():
            compare(value, claimed[key], f"{place}/{key}".lstrip("/"))
    elif isinstance(expected, list):
        for index, (value, other) in enumerate(zip(expected, claimed)):  # noqa: B905 (lengths are compared below)
            compare(value, other, f"{place}/{index}")
        need(len(expected) == len(claimed), place, f"应有 {len(expected)} 项，记录里有 {len(claimed)} 项")
    else:
        need(expected == claimed, place, f"重算得 {expected}，记录里是 {str(claimed)[:80]}")


def check_events(events: Any, record: dict[str, Any], strata: Any, officers: Any, recused: Any) -> None:
    """每一条都接着前一条的摘要；替补和改派都只能是轮到的那一个。"""
    need(isinstance(events, list), "events", "应为数组")
    previous = sha256(canonical(record)).hex()
    for index, entry in enumerate(events):
        place = f"events/{index}"
        need(isinstance(entry, dict), place, "应为对象")
        kind = entry.get("kind")
        more = EVENT_KEYS.get(kind, ()) if isinstance(kind, str) else ()
        for key in ("at", "kind", "reason", "previous", *more):
            need_text(entry.get(key), f"{place}/{key}")
        need(kind in EVENT_KEYS, f"{place}/kind", "不认识的事项")
        need(entry["previous"] == previous, f"{place}/previous", f"不是前一条的摘要，重算得 {previous}")
        previous = sha256(canonical(entry)).hex()
    now = Standing(record, strata, officers, recused) if events else None
    for index, entry in enumerate(events):
        if entry["kind"] in ("replacement", "reassignment"):
            getattr(now, entry["kind"])(entry, f"events/{index}")


class Standing:
    """现在抽中的是谁，派的是谁。"""

    def __init__(self, record: dict[str, Any], strata: Any, officers: Any, recused: Any) -> None:
        self.it, self.seed = record["commitment"], bytes.fromhex(record["seed"])
        self.recused = {one: set(barred) for one, barred in recused.items()}
        self.strata = {row["id"]: row["stratum"] for row in record["selected"]}
        self.teams = {row["id"]: row["officers"] for row in record["teams"]}
        loads = Counter(one for team in self.teams.values() for one in team)
        self.queue = Queue(self.seed, officers, self.it["max_load"], loads)
        self.reserves = {
            row["name"]: [one for _, one in in_drawn_order(self.seed, strata[row["name"]])[row["take"] :]]
            for row in self.it["strata"]
        }

    def replacement(self, entry: dict[str, Any], place: str) -> None:
        need(entry["out"] in self.strata, f"{place}/out", "此编号不在抽中之列")
        stratum = self.strata.pop(entry["out"])
        need(self.reserves[stratum], f"{place}/in", "候补已用完")
        turn = self.reserves[stratum].pop(0)
        need(turn == entry["in"], f"{place}/in", f"轮到的候补是 {turn}")
        self.strata[turn] = stratum
        inherited = self.teams.pop(entry["out"], [])
        if inherited:
            self.send(turn, inherited, [one for one in inherited if one not in self.recused.get(turn, set())])
        team = self.teams.get(turn, []) if self.it["team_size"] else None
        need("officers" not in entry or entry["officers"] == team, f"{place}/officers", f"应派的人员是 {team}")

    def reassignment(self, entry: dict[str, Any], place: str) -> None:
        one, out = entry["id"], entry["out"]
        need(one in self.teams, f"{place}/id", "此编号没有派到人员")
        need(out in self.teams[one], f"{place}/out", "此人不在这一组")
        self.recused.setdefault(one, set()).add(out)
        team = self.teams.pop(one)
        self.send(one, team, [other for other in team if other != out])
        need(one in self.teams, f"{place}/in", "没有可以改派的人员")
        need(self.teams[one][-1] == entry["in"], f"{place}/in", f"轮到的人员是 {self.teams[one][-1]}")

    def send(self, one: str, before: list[str], staying: list[str]) -> None:
        """留下的人照旧，缺的按队列此刻的次序补。"""
        for officer in set(before) - set(staying):
            self.queue.add(officer, -1)
        team = list(staying)
        needed = next(frozenset(row["skills"]) for row in self.it["strata"] if row["name"] == self.strata[one])
        lacking = self.queue.fill(team, needed, self.recused.get(one, set()), self.it["team_size"])
        is_whole = not lacking and len(team) == self.it["team_size"]
        for officer in team[len(staying) :] if is_whole else staying:
            self.queue.add(officer, 1 if is_whole else -1)
        if is_whole:
            self.teams[one] = team


def verify(directory: str) -> str:
    """一句话的结论。任何一处不对都是 Fault。"""
    files = read_files(directory)
    record = read_json(files["record.json"], "record.json")
    need(isinstance(record, dict) and "commitment" in record, "record.json", "没有承诺书 commitment")
    it = record["commitment"]
    check_commitment(it)
    source = "beacon" if it["beacon"]["kind"] == "drand" else "reveals"
    need_keys(record, (*RECORD_KEYS, source), "record.json")
    need_hex(record["commitment_sha256"], "commitment_sha256", 32)
    digest = sha256(canonical(it)).hex()
    need(record["commitment_sha256"] == digest, "commitment_sha256", f"不是承诺书的摘要，重算得 {digest}")
    strata = read_pool(files["pool.tsv"], it)
    officers = read_officers(files["officers.tsv"])
    need(sha256(files["officers.tsv"]).hex() == it["officers_sha256"], "officers.tsv", "摘要与承诺书的不符")
    recused = read_recusals(files["recusals.tsv"], officers, strata)
    need(sha256(files["recusals.tsv"]).hex() == it["recusals_sha256"], "recusals.tsv", "摘要与承诺书的不符")
    expected = draw(record, record[source], strata, officers, recused)
    compare(expected, record, "")
    need(canonical(expected) + b"\n" == files["record.json"], "record.json", "不是规范写法")
    events = read_json(files["events.json"], "events.json") if "events.json" in files else []
    check_events(events, expected, strata, officers, recused)
    said = f"OK {it['draw_id']}: {it['pool_size']} 个对象中抽取 {len(expected['selected'])} 个，承诺书摘要 {digest}"
    if events:
        said += f"，公布后 {len(events)} 条，末条摘要 {sha256(canonical(events[-1])).hex()}"
    return said + ("；drand 的签名没有核对，请另用 drand 的工具核对" if source == "beacon" else "")


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        sys.stderr.write(__doc__ or "")
        return 1
    try:
        said, code = verify(arguments[0]), 0
    except Fault as fault:
        said, code = "FAIL {}: {}".format(*fault.args), 1
    sys.stdout.write("".join(one if one.isprintable() else f"\\u{ord(one):04x}" for one in said) + "\n")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
