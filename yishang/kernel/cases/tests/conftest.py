"""A process of three stations, small enough to see whole, and three people around it."""

from collections.abc import Callable
from datetime import datetime

import pytest

from tests.kept_tables import lay
from yishang.kernel.cases import services
from yishang.kernel.cases.models import Case
from yishang.kernel.cases.rules import APPLICANT, CITY_OFFICE, OFFICE, RESPONSIBLE, Move, State, Workflow
from yishang.kernel.clocks import services as clocks
from yishang.kernel.clocks.rules import SHANGHAI
from yishang.kernel.directory.models import Unit
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.geo import services as geo
from yishang.kernel.journal.tests.parallel import parallel_database as parallel_database

AT = datetime(2019, 12, 9, 10, 26, tzinfo=SHANGHAI)

LETTERS = Workflow(
    kind="test.letter",
    title="来信",
    version=1,
    start="RECEIVED",
    states=(
        State("RECEIVED", "已收到"),
        State("IN_HAND", "办理中"),
        State("ASKED", "请示中"),
        State("DONE", "已答复", ended=True),
    ),
    moves=(
        Move("take", "接办", "taken", ("RECEIVED",), "IN_HAND", frozenset({OFFICE}), stops=("look",), starts=("work",)),
        Move("ask", "请示", "asked", ("IN_HAND",), "ASKED", frozenset({OFFICE}), pauses=("work",)),
        Move("go_on", "继续", "went_on", ("ASKED",), None, frozenset({CITY_OFFICE}), resumes=("work",), back=True),
        Move(
            "add",
            "补充",
            "added",
            ("RECEIVED", "IN_HAND", "ASKED"),
            None,
            frozenset({APPLICANT, OFFICE}),
            internal=True,
        ),
        Move("answer", "答复", "answered", ("IN_HAND",), "DONE", frozenset({OFFICE, RESPONSIBLE}), stops=("work",)),
    ),
)

CHEN_JING = Actor(id=1, name="陈静", role=Role.CBO, unit_name="秦都区营商办", region_code="610402", city_code="610400")
ZHAO_LEI = Actor(id=2, name="赵磊", role=Role.CBO, unit_name="渭城区营商办", region_code="610404", city_code="610400")
YANG_PING = Actor(id=3, name="杨萍", role=Role.MBO, unit_name="市营商办", region_code="610400", city_code="610400")
DU_CHA = Actor(id=4, name="督查员", role=Role.MON, region_code="610400", city_code="610400")
XI_TONG = Actor(id=5, name="系统管理员", role=Role.SYS, region_code="610400", city_code="610400")

OpenLetter = Callable[..., Case]


def open_one(number: str = "LX-610402-20191209-0001", *, region_code: str = "610402") -> Case:
    return services.open_case(
        actor=CHEN_JING,
        workflow=LETTERS,
        number=number,
        title="供水压力不足",
        region_code=region_code,
        applicant_id=None,
        category="",
        at=AT,
        fact="received",
        data={"channel": "LETTER"},
        clocks_to_start={"look": 1},
    )


def make(
    actor: Actor, move: str, *, at: datetime = AT, version: int | None = None, number: str = "LX-610402-20191209-0001"
) -> Case:
    """Claim and carry out, as a process's service does."""
    claim = services.claim(actor=actor, workflow=LETTERS, number=number, move=move, at=at, version=version)
    lengths = {"work": 10} if move == "take" else {}
    return services.move(claim=claim, at=at, data={"reason": "请示市营商办"}, clocks_to_start=lengths)


@pytest.fixture
def letter(db: None) -> Case:
    return prepare()


def prepare() -> Case:
    """Regions, calendar and one letter; also for tests whose threads meet in a database of their own."""
    lay(geo.load_regions, clocks.load_calendar)
    return open_one()


@pytest.fixture
def water_works(letter: Case) -> Unit:
    return Unit.objects.create(
        code="610402-GS",
        name="演示供水公司",
        short_name="供水公司",
        level="COUNTY",
        region_id="610402",
        org_type="PUBLIC_UTILITY",
    )
