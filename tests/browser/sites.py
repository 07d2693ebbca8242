"""A building site seen twice from above, and rounds: by month, frozen for the lot, drawn."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from io import BytesIO

from PIL import Image

from yishang.contexts.outreach.tests.conftest import LONG_AGO, Town
from yishang.contexts.panoramas import rules, services
from yishang.kernel.parties.models import Subject

VALUES = {"w1": ("yang_ping", bytes(range(32))), "w2": ("du_cha", bytes(range(32, 64)))}
PLACE = {"lon": 108.7, "lat": 34.33}
FLIGHT = rules.Flight(
    point_no="东门", drone_reg_no="UAS00123456", pilot="韩飞", altitude_m=90, crs="CGCS2000", remark="晴", **PLACE
)


def seen_from_above(town: Town, at: datetime) -> dict[str, str]:
    """Numbers of panoramas under `orderly` and `odd`, of their project (`flown`), of rounds (`flown_…`)."""
    project = Subject.objects.create(
        subject_type="KEY_PROJECT", name="演示机械二期厂房", entity=town.machinery, region_id="610402", batch="2019-01",
        in_date=LONG_AGO, **PLACE,
    )  # fmt: skip
    numbers = {"flown": str(project.pk)}
    for name, days, shade, verdict in (("orderly", 30, 140, "NORMAL"), ("odd", 2, 90, "SLOW")):
        flight = replace(FLIGHT, captured_at=at - timedelta(days=days), north_offset=float(days))
        made = services.take_in_panorama(
            actor=town.chen_jing, project_id=project.pk, flight=flight, upload=_sphere(shade), at=at
        )
        note = "一个月只多了一层，塔吊停着。"
        services.judge_panorama(actor=town.chen_jing, number=made.number, verdict=verdict, note=note, at=at)
        numbers[name] = made.number
    numbers["flown_month"] = services.open_round(actor=town.yang_ping, month=date(2019, 12, 1), at=at).number
    numbers["flown_lot"], numbers["flown_drawn"] = (
        _frozen(town, date(2020, 1, 1), at),
        _frozen(town, date(2020, 2, 1), at),
    )
    for witness, (who, value) in VALUES.items():
        services.reveal_round(
            actor=getattr(town, who), number=numbers["flown_drawn"], witness_id=witness, value_hex=value.hex(), at=at
        )
    return numbers


def _frozen(town: Town, month: date, at: datetime) -> str:
    roles = {"w1": "市营商办", "w2": "市督查室"}
    promised = [
        {"id": name, "role": roles[name], "commitment": sha256(value).hexdigest()}
        for name, (_, value) in VALUES.items()
    ]
    return services.freeze_round(actor=town.yang_ping, month=month, witnesses=promised, at=at).number


def _sphere(shade: int) -> BytesIO:
    file = BytesIO()
    Image.new("RGB", (4096, 2048), (shade, shade, shade)).save(file, "JPEG")
    file.seek(0)
    return file
