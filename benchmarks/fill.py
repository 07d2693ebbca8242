"""Fill a throw-away database with many appeals: `python -m benchmarks.fill --cases 100000`.

The database is that of the settings (DATABASE_URL, else SQLite in YISHANG_HOME). People, units and companies are the
demo city's; the appeals are invented rows with case, clock, first fact and chain head, written past the services in
bulk. Heavier than life: two fifths of all matters are still open, however many there are.
"""

import os
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from time import perf_counter
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yishang.site.settings")
django.setup()

from django.core.management import call_command  # noqa: E402 - models exist only after setup
from django.db import connection, models, transaction  # noqa: E402

from benchmarks.vocabulary import told  # noqa: E402
from yishang.contexts.outreach import rules  # noqa: E402
from yishang.contexts.outreach.demo.town import settle  # noqa: E402
from yishang.contexts.outreach.models import Appeal  # noqa: E402
from yishang.kernel.cases.models import Case  # noqa: E402
from yishang.kernel.clocks import rules as clock_rules  # noqa: E402
from yishang.kernel.clocks import services as clocks  # noqa: E402
from yishang.kernel.clocks.models import Clock  # noqa: E402
from yishang.kernel.directory import services as directory  # noqa: E402
from yishang.kernel.directory.models import Unit  # noqa: E402
from yishang.kernel.directory.rules import SYSTEM_ACTOR, AccountEntry, PostingEntry, Role  # noqa: E402
from yishang.kernel.documents.rules import number_text  # noqa: E402
from yishang.kernel.journal import rules as journal_rules  # noqa: E402
from yishang.kernel.journal.models import ChainHead, Fact  # noqa: E402
from yishang.kernel.parties.models import MarketEntity, Subject  # noqa: E402
from yishang.kernel.search import services as search  # noqa: E402
from yishang.site import demo  # noqa: E402

NOW = datetime(2019, 12, 9, 10, 26, tzinfo=clock_rules.SHANGHAI)
PRESENT = timedelta(hours=3)  # a benchmark may run so long before the frozen morning becomes afternoon
SECRET = "benchmark-benchmark-benchmark-000"  # opens a throw-away database only
AT_ONCE = 20_000  # rows in one transaction
INDEXED_AT_ONCE = 5_000
REBUILD_FROM = 200_000  # rows
CITY = "610400"
COUNTIES = {
    "610402": 28, "610404": 14, "610481": 9, "610423": 8, "610422": 7, "610431": 7, "610424": 6, "610425": 5,
    "610482": 4, "610426": 3, "610428": 3, "610429": 3, "610430": 2, "610403": 1,
}  # fmt: skip
STATES = {
    "SUBMITTED": 30, "TRIAGED": 20, "ASSIGNED": 40, "ACCEPTED": 25, "HANDLING": 265, "RETURN_REQ": 5, "EXT_REQ": 5,
    "REOPENED": 10, "CLOSED": 50, "EVALUATED": 50, "CALLED_BACK": 20, "ARCHIVED": 440, "REJECTED": 20, "WITHDRAWN": 20,
}  # fmt: skip
RUNNING_CLOCK = {
    "SUBMITTED": "triage", "TRIAGED": "triage", "ASSIGNED": "accept", "ACCEPTED": "handle", "HANDLING": "handle",
    "RETURN_REQ": "review", "EXT_REQ": "review", "REOPENED": "rework",
}  # fmt: skip
LAMPS = {"green": 72, "yellow": 14, "red": 11, "blue": 3}
WITHOUT_UNIT = frozenset({"SUBMITTED", "TRIAGED", "REJECTED", "WITHDRAWN"})
CONTENT = "厂区二期 10kV 专线 9 月 3 日申请，供电公司答复外线路由待定，已 11 周，设备无法调试。盼尽快协调。第 {} 件。"


class Table:
    """Rows of one model on their way into the database; columns that a row does not name have the model's default."""

    def __init__(self, model: type[models.Model]) -> None:
        fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.BigAutoField)]
        self.name = model._meta.db_table
        self.columns = [field.column for field in fields]
        self.template = [field.get_default() for field in fields]
        self.place = {column: place for place, column in enumerate(self.columns)}
        self.rows: list[list[Any]] = []

    def add(self, **values: Any) -> None:
        row = self.template.copy()
        for column, value in values.items():
            row[self.place[column]] = value
        self.rows.append(row)

    def with_key(self) -> "Table":
        """Give the key explicitly, for tables that others point to."""
        self.columns, self.template = [*self.columns, "id"], [*self.template, None]
        self.place["id"] = len(self.columns) - 1
        return self

    def write(self) -> None:
        columns = ", ".join(self.columns)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {self.name} ({columns}) FROM STDIN") as copy:
                    for row in self.rows:
                        copy.write_row(row)
            else:
                marks = ", ".join(["%s"] * len(self.columns))
                cursor.executemany(f"INSERT INTO {self.name} ({columns}) VALUES ({marks})", self.rows)
        self.rows.clear()


@dataclass(frozen=True)
class Ground:
    """What the appeals are spread over: companies with their listing, and units, by county."""

    companies: dict[str, list[tuple[int, int | None]]]
    units: dict[str, list[int]]


def fill(total: int, *, say: Callable[[str], None]) -> None:
    """Bring the database of the settings up to `total` cases; an empty one is set up first."""
    call_command("migrate", verbosity=0)
    if not MarketEntity.objects.exists():
        _settle()
    present = Case.objects.count()
    began = perf_counter()
    with _quick_writing(), _indexes_afterwards(total - present):
        _write(present, total, _ground())
    if connection.vendor == "postgresql":
        _reset_sequences()
    _tidy()
    say(f"{max(0, total - present):,} 件写入，{perf_counter() - began:.0f} 秒")


def _settle() -> None:
    """The demo city's units, people and companies, one partner key, and a clock that stands at NOW."""
    clocks.anchor_demo_clock(starts=NOW, real_now=datetime.now(UTC))
    demo.load_catalogs()
    settle(password=demo.PASSWORD)
    keeper = SYSTEM_ACTOR
    entry = AccountEntry(login="partner.benchmark", name="测速对接系统", kind="PARTNER")
    account = directory.open_account(actor=keeper, entry=entry, at=NOW, is_demo=True)
    post = PostingEntry(login=entry.login, role=Role.API, valid_from=NOW.date(), region_code=CITY, title="对接系统")
    directory.post_person(actor=keeper, entry=post, at=NOW)
    scopes = ["appeals:submit", "appeals:operate"]
    directory.issue_api_key(actor=keeper, account=account, scopes=scopes, at=NOW, secret=SECRET)


def _ground() -> Ground:
    companies: dict[str, list[tuple[int, int | None]]] = {code: [] for code in COUNTIES}
    for subject, entity, region in Subject.objects.values_list("pk", "entity_id", "region_id"):
        companies.setdefault(region, []).append((entity, subject))
    everywhere = list(Unit.objects.filter(region_id=CITY).values_list("pk", flat=True))
    units = {code: everywhere.copy() for code in COUNTIES}
    for unit, region in Unit.objects.exclude(region_id=CITY).values_list("pk", "region_id"):
        units.setdefault(region, []).append(unit)
    anyone = [company for here in companies.values() for company in here]
    return Ground({code: here or anyone for code, here in companies.items()}, units)


def _write(present: int, total: int, ground: Ground) -> None:
    random = Random(present)
    appeals = _Appeals(ground, random)
    for first in range(present + 1, total + 1, AT_ONCE):
        last = min(first + AT_ONCE - 1, total)
        counties = random.choices([*COUNTIES], [*COUNTIES.values()], k=AT_ONCE)
        states = random.choices([*STATES], [*STATES.values()], k=AT_ONCE)
        for key, county, state in zip(range(first, last + 1), counties, states, strict=False):
            appeals.add(key, county, state)
        with transaction.atomic():
            appeals.write()


class _Appeals:
    """Case, appeal, clock, fact and chain head of each matter."""

    def __init__(self, ground: Ground, random: Random) -> None:
        self.ground, self.random = ground, random
        self.case, self.appeal, self.clock = Table(Case).with_key(), Table(Appeal), Table(Clock)
        self.fact, self.head = Table(Fact), Table(ChainHead)
        self.moment = connection.ops.adapt_datetimefield_value
        self.wording = Random(f"words {Case.objects.count()}")  # of its own: the rest is drawn as it ever was
        self.texts: list[tuple[int, list[str]]] = []
        self.named = {key: names for key, *names in MarketEntity.objects.values_list("pk", "name", "uscc")}
        self.lamps = [lamp for lamp, share in LAMPS.items() for _ in range(share)]

    def add(self, key: int, county: str, state: str) -> None:
        random = self.random
        is_open = state in rules.APPEAL.open_states
        opened = NOW - timedelta(minutes=random.randrange(1440, 43_200 if is_open else 1_576_800))
        number = number_text(prefix="SQ", region_code=county, day=opened.date(), sequence=key)
        entity, subject = random.choice(self.ground.companies[county])
        category = f"{random.randrange(1, 15):02d}"
        is_closed = state in rules.CLOSED_STATES or not is_open
        title, content = f"二期 10kV 专线外线路由未定（{key}）", f"{CONTENT.format(key)}{told(self.wording)}。"
        self.case.add(
            id=key, number=number, kind=rules.KIND, kind_version=rules.APPEAL.version, state=state,
            title=title, region_id=county, city_id=CITY, applicant_id=entity,
            unit_id=None if state in WITHOUT_UNIT else random.choice(self.ground.units[county]), category=category,
            grade=None if state == "SUBMITTED" else random.randrange(1, 6), opened_at=self.moment(opened),
            closed_at=self.moment(opened + timedelta(hours=1)) if is_closed else None,
            **(self.running(number, RUNNING_CLOCK[state], opened) if state in RUNNING_CLOCK else {}),
        )  # fmt: skip
        self.appeal.add(
            case_id=key, subject_id=subject, category_id=category, channel=random.choice(("SELF", "SELF", "LIAISON")),
            submitter_name="李敏", content=content, contact_name="李敏", contact_phone="19900000101",
            line="" if state == "SUBMITTED" else "DISPATCH", route="" if state == "SUBMITTED" else "GENERAL",
            content_digest=f"{key:064x}", is_demo=True,
        )  # fmt: skip
        self.texts.append((key, [number, title, *self.named[entity], content]))
        self.tell(number, opened)

    def running(self, number: str, code: str, opened: datetime) -> dict[str, Any]:
        """The columns of a case under a running clock, whose lamp is drawn by lot; the clock's own row besides."""
        lamp = self.random.choice(self.lamps)
        ahead = timedelta(minutes=self.random.randrange(200, 14_400))
        warn, due = {
            "red": (NOW - 2 * ahead, NOW - ahead),
            "yellow": (NOW - ahead, NOW + PRESENT + ahead),
        }.get(lamp, (NOW + PRESENT + ahead, NOW + PRESENT + 2 * ahead))
        shown = {"due_at": self.moment(due), "warn_at": self.moment(warn)}
        paused = {"state": "PAUSED", "paused_at": self.moment(NOW)} if lamp == "blue" else {}
        self.clock.add(subject=number, code=code, half_days=20, started_at=self.moment(opened), **shown, **paused)
        return {"clock_code": code, "is_paused": lamp == "blue", **shown}

    def tell(self, number: str, opened: datetime) -> None:
        told = {
            "subject": number, "sequence": 1, "verb": f"{rules.KIND}.submitted", "at": opened, "actor_id": None,
            "actor_name": "李敏", "actor_role": "ENT", "unit_name": "", "data": {"channel": "SELF"}, "internal": False,
            "previous": journal_rules.GENESIS,
        }  # fmt: skip
        digest = journal_rules.digest(told)
        self.fact.add(**{**told, "at": self.moment(opened), "data": '{"channel": "SELF"}', "digest": digest})
        self.head.add(subject=number, sequence=1, digest=digest)

    def write(self) -> None:
        for table in (self.case, self.appeal, self.clock, self.fact, self.head):
            table.write()
        for first in range(0, len(self.texts), INDEXED_AT_ONCE):
            search.index_many(entries=self.texts[first : first + INDEXED_AT_ONCE])
        self.texts.clear()


@contextmanager
def _quick_writing() -> Iterator[None]:
    """Rows of ours need no checking one by one, and a lost fill is only filled again."""
    quick, slow = {
        "sqlite": (
            ("PRAGMA foreign_keys=OFF", "PRAGMA synchronous=OFF", "PRAGMA cache_size=-600000"),
            ("PRAGMA foreign_keys=ON", "PRAGMA synchronous=NORMAL", "PRAGMA cache_size=-64000"),
        ),
        "postgresql": (("SET session_replication_role=replica",), ("SET session_replication_role=origin",)),
    }[connection.vendor]
    with connection.cursor() as cursor:
        for statement in quick:
            cursor.execute(statement)
        try:
            yield
        finally:
            for statement in slow:
                cursor.execute(statement)


@contextmanager
def _indexes_afterwards(rows: int) -> Iterator[None]:
    """Many rows go in faster when the lists' indexes are built at the end."""
    if rows < REBUILD_FROM:
        yield
        return
    with connection.schema_editor() as editor:
        for index in Case._meta.indexes:
            editor.remove_index(Case, index)
    with search.indexed_afterwards():
        yield
    with connection.schema_editor() as editor:
        for index in Case._meta.indexes:
            editor.add_index(Case, index)


def _reset_sequences() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval(pg_get_serial_sequence('cases_case', 'id'), (SELECT max(id) FROM cases_case))")


def _tidy() -> None:
    """What a running database would have done by itself by now; SQLite keeps no statistics unless it is asked to."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "PRAGMA wal_checkpoint(TRUNCATE)")


def main() -> None:
    parser = ArgumentParser(prog="python -m benchmarks.fill")
    parser.add_argument("--cases", type=int, default=1000)
    fill(parser.parse_args().cases, say=lambda words: sys.stdout.write(f"{words}\n") and None)


if __name__ == "__main__":
    main()
