"""The draw at the size of a province: `python -m benchmarks.draws [candidates] [--fairness] [--database]`.

Without a word: `yishang draw run` and `verify` from files with 3,250,000 candidates, 3 % to take, and 2,257 officers,
beside the bare loop over the same ids in the same run. `--fairness`: 20,000 draws of 100 from 299 and the pairs of
officers. `--database`: the same pool frozen from rows in a PostgreSQL of its own, and drawn. Processor seconds, because
cores are shared, and the highest memory of each process.
"""

import hashlib
import hmac
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time, sleep

import django
import psycopg

from tests.legs.postgres import private_cluster, server_folder
from yishang.kernel.draw import rules
from yishang.kernel.draw.rules import Officer
from yishang.kernel.draw.tests import fairness

CANDIDATES, OFFICERS, DRAWS = 3_250_000, 2257, 20_000
UNITS, FIELDS = 41, ("食品", "特种设备", "药品", "消防", "价格", "计量")
SHARES = {"S1": (0.62, 0.01), "S2": (0.30, 0.03), "S3": (0.07, 0.1556), "S4": (0.01, 0.39)}  # of the pool, to take
SKILLS = {"S1": (), "S2": (), "S3": ("食品",), "S4": ("特种设备", "unit:07")}
VALUES = (b"\x01" * 32, b"\x02" * 32)
TEAM, MOST = 2, 120
AT = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Cost:
    """What a process took, in seconds, and its highest memory in MB."""

    wall: float
    worked: float
    memory: float

    def __str__(self) -> str:
        return f"处理器 {self.worked:.1f} 秒，墙上 {self.wall:.1f} 秒，内存最高 {self.memory:.0f} MB"


def main(words: list[str]) -> int:
    """What was asked for, one line each."""
    size = next((int(word.replace(",", "")) for word in words if word[0].isdigit()), CANDIDATES)
    if "--fairness" in words:
        return _fairness()
    if "--freeze" in words:
        return _freeze(size)
    if "--database" in words:
        return _database(size)
    return _files(size)


def _files(size: int) -> int:
    with TemporaryDirectory(prefix="yishang-draws-") as folder:
        desk = Path(folder)
        ids = _write(desk, size)
        bare = _bare(ids)
        teams = _teams(size)
        del ids
        inputs = [word for name in INPUTS for word in (f"--{name.partition('.')[0]}", str(desk / name))]
        run = _process("yishang", "draw", "run", *inputs, "--out", str(desk / "out"))
        verify = _process("yishang", "draw", "verify", str(desk / "out"))
        record = json.loads((desk / "out" / "record.json").read_bytes())
    _say(f"{size} 个对象，抽 {len(record['selected'])} 个，派 {len(record['teams'])} 组，人员 {OFFICERS} 名")
    _say(f"裸循环 hmac.digest：处理器 {bare:.1f} 秒")
    _say(f"yishang draw run：{run}；是裸循环的 {run.worked / bare:.2f} 倍")
    _say(f"其中派员：处理器 {teams:.1f} 秒")
    _say(f"yishang draw verify：{verify}")
    return 0


INPUTS = ("commitment.json", "pool.tsv", "officers.tsv", "recusals.tsv", "reveals.json")


def _write(desk: Path, size: int) -> list[bytes]:
    """The five input files; the ids, as the bare loop wants them."""
    pool = rules.pool_bytes(dict(_strata(size)))
    ids = [identifier for identifier, _ in rules.candidates(pool)]
    officers = rules.officers_bytes(_officers())
    recusals = rules.recusals_bytes((f"ENF-{n % OFFICERS:04d}", ids[n * 31 % size].decode()) for n in range(5000))
    witnesses = [{"id": f"w{n}", "role": "", "commitment": rules.sha256_hex(value)} for n, value in enumerate(VALUES)]
    commitment = rules.compose_commitment(
        draw_id="SC-1",
        title="测速",
        created_at=AT,
        pool_sha256=rules.sha256_hex(pool),
        strata=[
            rules.Stratum(name, count, int(count * SHARES[name][1]), tuple(sorted(SKILLS[name])))
            for name, count in _sizes(size).items()
        ],
        beacon=rules.WitnessBeacon.of(witnesses),
        officers=officers,
        recusals=recusals,
        team_size=TEAM,
        max_load=MOST,
    )
    contents = (commitment.document, pool, officers, recusals, [value.hex() for value in VALUES])
    for name, content in zip(INPUTS, contents, strict=True):
        (desk / name).write_bytes(content if isinstance(content, bytes) else rules.canonical_json(content))
    return ids


def _sizes(size: int) -> dict[str, int]:
    counts = {name: int(size * share) for name, (share, _) in SHARES.items()}
    return counts | {"S1": counts["S1"] + size - sum(counts.values())}


def _strata(size: int) -> Iterator[tuple[str, Iterator[str]]]:
    """Ids as they are published: digests."""
    start = 0
    for name, count in _sizes(size).items():
        yield name, (hashlib.sha256(b"%d" % number).hexdigest() for number in range(start, start + count))
        start += count


def _officers() -> list[Officer]:
    return [
        Officer(f"ENF-{n:04d}", f"{n % UNITS:02d}", tuple(sorted((f"unit:{n % UNITS:02d}", FIELDS[n % len(FIELDS)]))))
        for n in range(OFFICERS)
    ]


def _bare(ids: list[bytes]) -> float:
    """The loop of the target, processor seconds."""
    began, seed = process_time(), bytes(32)
    for i in ids:
        hmac.digest(seed, b"select:" + i, "sha256")
    return process_time() - began


def _teams(size: int) -> float:
    """Teams alone for as many selected, without recusals, processor seconds."""
    strata = [rules.Stratum(name, 0, 0, tuple(sorted(SKILLS[name]))) for name in SHARES]
    selected = [
        rules.Selected("", hashlib.sha256(b"%d" % number).hexdigest(), f"S{1 + number % 4}")
        for number in range(size * 3 // 100)
    ]
    officers = {one.id: one for one in _officers()}
    began = process_time()
    rules.assign(
        seed=bytes(32), selected=selected, strata=strata, officers=officers, recused={}, team_size=TEAM, max_load=MOST
    )
    return process_time() - began


def _process(*words: str, **environment: str) -> Cost:
    """A process of its own, and what it cost.

    Its highest memory is asked for again and again: what the system accounts in the end includes ours, from before the
    child was another program.
    """
    began, memory, ended = perf_counter(), 0.0, 0
    child = subprocess.Popen([sys.executable, "-m", *words], env={**os.environ, **environment})
    while not ended:
        memory = max(memory, _highest(child.pid))
        sleep(0.1)
        ended, status, used = os.wait4(child.pid, os.WNOHANG)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{' '.join(words[:3])}：退出码 {child.returncode}")
    return Cost(perf_counter() - began, used.ru_utime + used.ru_stime, memory)


def _highest(process: int | str = "self") -> float:
    """The most memory (MB) that a process has held since it became its present program."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


def _fairness() -> int:
    """The targets of the specification, at 0.01."""
    worked, times = _timed(lambda: fairness.times_selected(DRAWS))
    for stratum in fairness.STRATA:
        _judge(f"{stratum} 每个对象被抽中的次数", *fairness.inclusion(stratum, times, DRAWS))
    _say(f"{DRAWS} 次，299 个里抽 100 个：处理器 {worked:.1f} 秒")
    worked, pairs = _timed(lambda: fairness.times_paired(DRAWS))
    _judge("每两名人员同组的次数", *fairness.pairing(pairs, DRAWS))
    _say(f"{DRAWS} 次，{fairness.OFFICERS} 名人员两两成组：处理器 {worked:.1f} 秒")
    return 0


def _judge(what: str, statistic: float, freedom: int) -> None:
    low, high = (fairness.quantile(freedom, share) for share in (fairness.LEVEL / 2, 1 - fairness.LEVEL / 2))
    within = "合格" if fairness.allows(statistic, freedom) else "不合格"
    _say(f"{what}：卡方 {statistic:.1f}，自由度 {freedom}，界限 {low:.1f}–{high:.1f}，{within}")


def _timed(work: Callable[[], object]) -> tuple[float, object]:
    began = process_time()
    made = work()
    return process_time() - began, made


def _database(size: int) -> int:
    """A PostgreSQL with so many enterprises, and a process that freezes and draws them."""
    binaries = server_folder()
    if binaries is None:
        raise SystemExit("没有找到 PostgreSQL 的服务端程序")
    with private_cluster(binaries) as url:
        admin, _, name = url.rpartition("/")
        with psycopg.connect(f"{admin}/postgres", autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE enterprise (uscc text NOT NULL)")
            digits = "lpad(((n::bigint * 7919) %% 1000000007)::text, 10, '0')"
            rows = f"SELECT '91610300' || {digits} FROM generate_series(1, %s) n"
            connection.execute(f"INSERT INTO enterprise {rows}", [size])
        _say(str(_process("yishang", "migrate", "--verbosity", "0", DATABASE_URL=url)))
        _process("benchmarks.draws", str(size), "--freeze", DATABASE_URL=url)
    return 0


def _freeze(size: int) -> int:
    """In the process of its own: stream the rows into a frozen pool, reveal, ask for the outcome."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yishang.site.settings")
    django.setup()
    services = __import__("yishang.kernel.draw.services", fromlist=["services"])
    queries = __import__("yishang.kernel.draw.queries", fromlist=["queries"])
    signer = __import__("yishang.kernel.journal.rules", fromlist=["rules"]).Signer(
        id=1, name="陈静", role="DRL", unit_name="市市场监管局"
    )
    witnesses = [{"id": f"w{n}", "role": "", "commitment": rules.sha256_hex(value)} for n, value in enumerate(VALUES)]
    with _step("起步"):
        pass
    with _step("冻结名单、公布承诺书"), _rows(os.environ["DATABASE_URL"], _sizes(size)) as strata:
        services.commit_draw(
            actor=signer, draw_id="SC-1", title="测速", purpose="benchmark", strata=strata, officers=_officers(),
            team_size=TEAM, max_load=MOST, beacon=rules.WitnessBeacon.of(witnesses), at=AT, pseudonymous=True,
            secret=bytes(32),
        )  # fmt: skip
    with _step("产生随机数、抽取、派员"):
        for number, value in enumerate(VALUES):
            at = AT + timedelta(hours=1)
            services.reveal(actor=signer, draw_id="SC-1", witness_id=f"w{number}", value_hex=value.hex(), at=at)
    with _step("取回结果"):
        outcome = queries.outcome("SC-1")
    _say(f"{size} 个对象，抽 {len(outcome.selected)} 个，派 {len(outcome.teams)} 组")
    return 0


@contextmanager
def _rows(url: str, sizes: dict[str, int]) -> Iterator[dict[str, rules.StratumPool]]:
    """The rows of the table in the size of each stratum, one after the other from one server-side cursor."""
    with psycopg.connect(url) as connection, connection.cursor(name="enterprises") as cursor:
        cursor.itersize = 10_000
        cursor.execute("SELECT uscc FROM enterprise")
        rows = (row[0] for row in cursor)
        yield {
            name: rules.StratumPool(islice(rows, count), int(count * SHARES[name][1]), SKILLS[name])
            for name, count in sizes.items()
        }


@contextmanager
def _step(name: str) -> Iterator[None]:
    began, worked = perf_counter(), process_time()
    yield
    _say(f"{name}：{Cost(perf_counter() - began, process_time() - worked, _highest())}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
