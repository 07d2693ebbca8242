"""A small town for panoramas: two county offices, the city above them, the building bureau, and a company's project."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from io import BytesIO
from typing import Any

import pytest
from django.utils import timezone
from PIL import Image

from tests.kept_tables import lay, raised
from yishang.contexts.panoramas import rules, services
from yishang.contexts.panoramas.models import Panorama
from yishang.kernel.clocks import services as clocks
from yishang.kernel.clocks.rules import SHANGHAI
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.models import Account, Posting, Unit
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.geo import services as geo
from yishang.kernel.parties.models import MarketEntity, Subject

MONDAY = datetime(2019, 12, 9, 10, 26, tzinfo=SHANGHAI)
LONG_AGO = date(2019, 1, 1)
SITE = (108.7000, 34.3300)  # of the project, CGCS2000


@dataclass
class Town:
    """Everybody by name, as an actor; `accounts` for tests that sign in."""

    accounts: dict[str, Account]
    chen_jing: Actor  # 秦都区营商办
    zhao_lei: Actor  # 渭城区营商办: another county
    yang_ping: Actor  # 市营商办
    liu_gong: Actor  # 秦都区住建局: reads
    wang_gong: Actor  # 演示供电公司: does not build
    du_cha: Actor  # 督查室
    li_min: Actor  # the company that builds
    sun_hao: Actor  # another company
    project: Subject
    far_project: Subject  # 渭城, nobody has said where it lies


@pytest.fixture
def town(db: None) -> Town:
    lay(geo.load_regions, clocks.load_calendar)
    return raised(_people_the_town)


def _people_the_town() -> Town:
    units = {
        code: Unit.objects.create(code=code, name=name, short_name=name, level=level, region_id=region, org_type=kind)
        for code, name, level, region, kind in (
            ("610400-YSB", "市营商办", "CITY", "610400", "OFFICE"),
            ("610400-DCS", "市督查室", "CITY", "610400", "GOV"),
            ("610402-YSB", "秦都区营商办", "COUNTY", "610402", "OFFICE"),
            ("610404-YSB", "渭城区营商办", "COUNTY", "610404", "OFFICE"),
            ("610402-ZJ", "秦都区住房和城乡建设局", "COUNTY", "610402", "GOV"),
            ("610400-GD", "演示供电公司", "CITY", "610400", "PUBLIC_UTILITY"),
        )
    }
    builder = MarketEntity.objects.create(
        uscc="91610402MA00000155", name="演示机械有限公司", region_id="610402", is_demo=True
    )
    other = MarketEntity.objects.create(
        uscc="91610404MA00000152", name="演示食品有限公司", region_id="610404", is_demo=True
    )
    people = {
        "chen_jing": _person("陈静", Role.CBO, unit=units["610402-YSB"]),
        "zhao_lei": _person("赵磊", Role.CBO, unit=units["610404-YSB"]),
        "yang_ping": _person("杨萍", Role.MBO, unit=units["610400-YSB"]),
        "liu_gong": _person("刘工", Role.DEP, unit=units["610402-ZJ"]),
        "wang_gong": _person("王工", Role.DEP, unit=units["610400-GD"]),
        "du_cha": _person("督查员", Role.MON, unit=units["610400-DCS"]),
        "li_min": _person("李敏", Role.ENT, entity=builder),
        "sun_hao": _person("孙浩", Role.ENT, entity=other),
    }
    actors = {key: directory.actor_of(account, on=MONDAY.date()) for key, account in people.items()}
    lon, lat = SITE
    return Town(
        accounts=people,
        project=_project("演示二期厂房", builder, "610402", lon=lon, lat=lat),
        far_project=_project("演示冷库", other, "610404"),
        **actors,
    )


def _project(name: str, entity: MarketEntity, region: str, **place: float) -> Subject:
    return Subject.objects.create(
        subject_type="KEY_PROJECT",
        name=name,
        entity=entity,
        region_id=region,
        batch="2019-01",
        in_date=LONG_AGO,
        **place,
    )


def _person(name: str, role: Role, *, unit: Unit | None = None, entity: MarketEntity | None = None) -> Account:
    kind = Account.Kind.ENTERPRISE if role == Role.ENT else Account.Kind.STAFF
    account = Account.objects.create(login=f"{role.lower()}.{name}", name=name, kind=kind)
    place = unit or entity
    Posting.objects.create(
        account=account, role=role, unit=unit, entity=entity, region_id=place.region_id if place else None,
        valid_from=LONG_AGO,
    )  # fmt: skip
    return account


@cache
def sphere(shade: int = 120, *, width: int = 4096, height: int = 2048, kind: str = "JPEG", exif: bytes = b"") -> bytes:
    """A picture of that size and grey, as a file."""
    file = BytesIO()
    Image.new("RGB", (width, height), (shade, shade, shade)).save(file, kind, exif=exif)
    return file.getvalue()


def camera(*, taken: str = "", lon: float = 0.0, lat: float = 0.0) -> bytes:
    """EXIF as a drone writes it: the time of capture, and the place in degrees."""
    exif = Image.Exif()
    if taken:
        exif.get_ifd(0x8769)[0x9003] = taken
    if lon:
        exif.get_ifd(0x8825).update({1: "N", 2: (lat, 0.0, 0.0), 3: "E", 4: (lon, 0.0, 0.0)})
    return exif.tobytes()


FLIGHT = rules.Flight(
    point_no="1",
    drone_reg_no="UAS00123456",
    pilot="韩飞",
    altitude_m=90,
    captured_at=datetime(2019, 12, 6, 15, 0, tzinfo=SHANGHAI),
    lon=SITE[0],
    lat=SITE[1] + 0.001,
    crs="CGCS2000",
)
TakeIn = Callable[..., Panorama]


def upload(content: bytes, name: str = "全景.jpg") -> Any:
    file = BytesIO(content)
    file.name = name
    return file


@pytest.fixture
def take_in(town: Town) -> TakeIn:
    """陈静 uploads a panorama of the project; what is told may differ."""

    def take(
        *, actor: Actor | None = None, project: Subject | None = None, content: bytes | None = None,
        at: datetime = MONDAY, **told: Any,
    ) -> Panorama:  # fmt: skip
        return services.take_in_panorama(
            actor=actor or town.chen_jing,
            project_id=(project or town.project).pk,
            flight=replace(FLIGHT, **told),
            upload=upload(sphere() if content is None else content),
            at=at,
        )

    return take


@pytest.fixture
def taken(take_in: TakeIn) -> Panorama:
    return take_in()


@pytest.fixture
def frozen(town: Town) -> Iterator[datetime]:
    """Pages ask what time it is: this moment."""
    clocks.anchor_demo_clock(starts=MONDAY, real_now=timezone.now())
    yield MONDAY
    clocks.remove_demo_clock()
