"""A window asked for more than the list says: told without an account, checked, answered, put right."""

import json
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client

from yishang.contexts.service_standards import services
from yishang.contexts.service_standards.forms.demands import INTENTIONS
from yishang.contexts.service_standards.models import ExtraDemand
from yishang.contexts.service_standards.queries import demands as told
from yishang.contexts.service_standards.rules import demands
from yishang.kernel.cases.rules import MoveNotOpen, MoveNotYours
from yishang.kernel.clocks import services as clocks
from yishang.kernel.clocks.rules import SHANGHAI
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.models import Account, Posting, Unit
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.geo import services as geo
from yishang.kernel.journal.models import Fact

MONDAY = datetime(2019, 12, 9, 10, 26, tzinfo=SHANGHAI)
ENTRY = demands.DemandEntry(
    list="food", code="610180001000", region="610402", window="秦都政务大厅 12 号窗", asked="房屋消防验收报告",
    said="12 月 6 日去交材料，窗口说没有就不收。", person="COMPANY", name="孟小川", phone="13955556666",
)  # fmt: skip
ANSWER = "核实属实，窗口不该要消防验收报告。"


@dataclass
class Town:
    gao_feng: Actor  # 秦都区市场监管局
    liu_gong: Actor  # 秦都区住建局: another unit
    chen_jing: Actor  # 秦都区营商办
    ma_lan: Actor  # 秦都区营商办, a colleague
    yang_ping: Actor  # 市营商办


@pytest.fixture
def town(db: None) -> Town:
    geo.load_regions()
    clocks.load_calendar()
    services.load_catalogs()
    units = {
        code: Unit.objects.create(code=code, name=name, short_name=name, level=level, region_id=code[:6], org_type=kind)
        for code, name, level, kind in (
            ("610402-SJ", "秦都区市场监督管理局", "COUNTY", "GOV"),
            ("610402-ZJ", "秦都区住建局", "COUNTY", "GOV"),
            ("610402-YSB", "秦都区营商办", "COUNTY", "OFFICE"),
            ("610400-YSB", "市营商办", "CITY", "OFFICE"),
        )
    }
    people = {
        "gao_feng": ("高峰", Role.DEP, "610402-SJ"),
        "liu_gong": ("刘工", Role.DEP, "610402-ZJ"),
        "chen_jing": ("陈静", Role.CBO, "610402-YSB"),
        "ma_lan": ("马兰", Role.CBO, "610402-YSB"),
        "yang_ping": ("杨萍", Role.MBO, "610400-YSB"),
    }
    return Town(**{key: _person(name, role, units[unit]) for key, (name, role, unit) in people.items()})


def _person(name: str, role: Role, unit: Unit) -> Any:
    account = Account.objects.create(login=f"{role.lower()}.{name}", name=name, kind=Account.Kind.STAFF)
    Posting.objects.create(account=account, role=role, unit=unit, region_id=unit.region_id, valid_from=date(2019, 1, 1))
    return directory.actor_of(account, on=MONDAY.date())


def tell(entry: demands.DemandEntry = ENTRY, *, page: str = "k" * 22, at: datetime = MONDAY) -> tuple[str, ExtraDemand]:
    receipt = services.receive_demand(entry=entry, page_key=page, at=at)
    found = told.demand_by_receipt(receipt)
    assert found is not None
    return receipt, found


def do(actor: Actor, move: str, found: ExtraDemand, at: datetime = MONDAY, **values: str) -> ExtraDemand:
    INTENTIONS.carry_out(actor=actor, number=found.case.number, move=move, values=values, at=at)
    return ExtraDemand.objects.select_related("case").get(pk=found.pk)


@pytest.mark.django_db
def test_uphold_demand_then_correct_demand_and_the_reporter_reads_both(town: Town, client: Client) -> None:
    receipt, found = tell()
    assert tell() == (receipt, found)  # the same page once more
    assert (found.case.unit.name, found.case.number[:9]) == ("秦都区市场监督管理局", "DY-610402")
    assert found.case.due_at == datetime(2019, 12, 16, 17, tzinfo=SHANGHAI)
    found = do(town.gao_feng, "uphold_demand", found, answer=ANSWER)
    page = client.post("/service_standards/follow/", {"receipt": receipt}).content.decode()
    assert ANSWER in page
    assert "属实，待改正" in page
    found = do(town.gao_feng, "correct_demand", found, correction="已培训窗口，并在窗口贴出清单。")
    assert (found.case.state, found.case.due_at) == ("CORRECTED", None)
    assert "已在窗口" not in page
    assert "并在窗口贴出清单" in client.post("/service_standards/follow/", {"receipt": receipt}).content.decode()
    assert told.told_to_all(since=date(2019, 1, 1)) == {"food": {"true": 1, "right": 1}}


@pytest.mark.django_db
def test_dismiss_demand_waits_for_another_to_confirm_dismissal_or_overrule_dismissal(town: Town) -> None:
    _, found = tell()
    found = do(town.chen_jing, "dismiss_demand", found, answer="现场监控核对，窗口没有要。")
    with pytest.raises(demands.OwnDraft):
        do(town.chen_jing, "confirm_dismissal", found)
    with pytest.raises(MoveNotYours):
        do(town.gao_feng, "confirm_dismissal", found)
    assert told.demand_by_receipt("") is None
    assert found.answered_at is None  # not told before it is confirmed
    found = do(town.ma_lan, "overrule_dismissal", found, answer=ANSWER)
    assert (found.case.state, found.answer) == ("UPHELD", ANSWER)
    with pytest.raises(MoveNotOpen):
        do(town.ma_lan, "refuse_demand", found, answer="这不是材料的事。")


@pytest.mark.django_db
def test_the_same_told_twice_is_joined_and_join_demand_joins_by_hand(town: Town, client: Client) -> None:
    _, first = tell()
    again = replace(ENTRY, asked="消防验收报告", window="秦都政务大厅12号窗", name="", phone="")
    receipt, second = tell(again, page="m" * 22)
    assert (second.case.state, second.case.parent_id) == ("JOINED", first.pk)
    _, elsewhere = tell(replace(ENTRY, window="秦都政务大厅 3 号窗"), page="n" * 22)
    assert elsewhere.case.state == "RECEIVED"
    joined = do(town.chen_jing, "join_demand", elsewhere, into=first.case.number)
    assert joined.case.parent_id == first.pk
    assert len(told.joined_to(first.case)) == 2
    do(town.gao_feng, "uphold_demand", first, answer=ANSWER)
    assert ANSWER in client.post("/service_standards/follow/", {"receipt": receipt}).content.decode()


@pytest.mark.django_db
def test_the_reporter_is_known_to_nobody_but_the_office(town: Town) -> None:
    _, found = tell()
    number = found.case.number
    with pytest.raises(demands.NoContact):
        services.open_contact(actor=town.gao_feng, number=number, reason="想问问他", at=MONDAY)
    with pytest.raises(demands.DemandNotFound):
        services.open_contact(actor=town.liu_gong, number=number, reason="想问问他", at=MONDAY)
    with pytest.raises(InvalidInput):
        services.open_contact(actor=town.chen_jing, number=number, reason="", at=MONDAY)
    shown = services.open_contact(actor=town.chen_jing, number=number, reason="核对时间地点", at=MONDAY)
    assert shown == {"name": "孟小川", "phone": "13955556666"}
    told_facts = json.dumps(list(Fact.objects.values_list("data", "actor_name")), ensure_ascii=False)
    assert "13955556666" not in told_facts
    assert "孟小川" not in told_facts
    assert "13955556666" not in str(list(ExtraDemand.objects.values()))


@pytest.mark.django_db
def test_bad_input_is_refused_at_its_place(town: Town, client: Client) -> None:
    del town
    for change, field in (
        ({"region": "610999"}, "region"), ({"window": "1"}, "window"), ({"asked": ""}, "asked"),
        ({"phone": "123"}, "phone"), ({"code": "610171001000"}, "code"), ({"person": "X"}, "person"),
    ):  # fmt: skip
        with pytest.raises(InvalidInput) as refused:
            tell(replace(ENTRY, **change))  # type: ignore[arg-type]
        assert field in refused.value.fields
    with pytest.raises(demands.OnTheList):
        tell(replace(ENTRY, asked="食品安全管理制度"))
    page = client.post("/service_standards/lists/food/more/", {"asked": "x" * 999})
    assert page.status_code == 422
    assert "最多 200 个字" in page.content.decode()
    sent = {"code": ENTRY.code, "region": "610402", "window": "12 号窗", "asked": "验收报告", "person": "PERSON"}
    assert "回执码只显示这一次" in client.post("/service_standards/lists/food/more/", sent).content.decode()
    assert client.post("/service_standards/follow/", {"receipt": "0" * 16}).status_code == 404


@pytest.mark.django_db
def test_transfer_demand_gives_it_to_another_unit(town: Town) -> None:
    _, found = tell()
    with pytest.raises(InvalidInput):
        do(town.chen_jing, "transfer_demand", found, unit="610402-SJ")  # whose it is already
    do(town.chen_jing, "transfer_demand", found, unit="610402-ZJ")
    assert told.demands_seen(town.gao_feng, heap="all", now=MONDAY).count() == 0
    assert told.demands_seen(town.liu_gong, heap="waiting", now=MONDAY).count() == 1


@pytest.mark.django_db
def test_refuse_demand_is_the_offices_and_says_where_to_turn(town: Town) -> None:
    _, found = tell()
    with pytest.raises(MoveNotYours):
        do(town.gao_feng, "refuse_demand", found, answer="这不是材料的事。")
    with pytest.raises(InvalidInput):
        do(town.chen_jing, "refuse_demand", found, answer="不")
    found = do(town.chen_jing, "refuse_demand", found, answer="这是收费的事，请打 12345 转物价。")
    assert (found.case.state, found.case.due_at) == ("REFUSED", None)
