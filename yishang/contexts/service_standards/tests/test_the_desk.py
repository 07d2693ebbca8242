"""The catalog's desk in the browser's terms: written, reviewed by another, published, changed, retired."""

from datetime import datetime
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from yishang.contexts.service_standards import handlers
from yishang.contexts.service_standards.tests.conftest import MONDAY, Town, stamps
from yishang.kernel.catalog import queries, rules, services
from yishang.kernel.catalog.models import ItemVersion
from yishang.kernel.catalog.tests.conftest import SEAL, STAMPS
from yishang.kernel.journal import queries as journal
from yishang.kernel.notify.models import Notice


@pytest.fixture(autouse=True)
def on_monday(frozen_site: datetime) -> datetime:
    return frozen_site


class Fields(HTMLParser):
    """What a browser would send from the only form with a material: every field as it stands."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: dict[str, Any] = {}
        self.select = self.area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        if tag == "select":
            self.select = name
        elif tag == "option" and self.select and "selected" in given:
            self.sent[self.select] = given.get("value") or ""
        elif tag == "textarea":
            self.area = name
            self.sent[name] = ""
        elif tag == "input" and name and given.get("type") not in ("checkbox", "radio", "search"):
            self.sent[name] = given.get("value") or ""
        elif tag == "input" and "checked" in given:
            self.sent.setdefault(name, []).append(given.get("value"))

    def handle_endtag(self, tag: str) -> None:
        self.select = "" if tag == "select" else self.select
        self.area = "" if tag == "textarea" else self.area

    def handle_data(self, data: str) -> None:
        if self.area:
            self.sent[self.area] += data.removeprefix("\n")


def signed_in(town: Town, who: str) -> Client:
    client = Client()
    client.force_login(town.accounts[who])
    return client


def page(client: Client, name: str, *args: Any, status: int = 200, **asked: str) -> str:
    answer = client.get(reverse(f"service_standards:{name}", args=args), asked)
    assert answer.status_code == status, (name, answer.status_code)
    return str(answer.content.decode())


def typed(client: Client, where: str, /, *args: Any, **changed: Any) -> Any:
    """Open an editor and send it back with some fields otherwise; "" in `changed` keys' `__` stands for a dash."""
    fields = Fields()
    fields.feed(page(client, where, *args))
    sent = fields.sent | {key.replace("__", "-"): value for key, value in changed.items()}
    return client.post(reverse(f"service_standards:{where}", args=args), sent)


def act(client: Client, key: int, step: str, **said: str) -> Any:
    return client.post(reverse("service_standards:item_step", args=[key, step]), said)


def test_an_item_goes_from_the_first_word_to_its_end(town: Town) -> None:
    writer, office = signed_in(town, "wang_gong"), signed_in(town, "yang_ping")
    opened = typed(writer, "new_item", code=SEAL, name="公章刻制备案", kind="20", department="公安局")
    [draft] = queries.drafts(town.wang_gong)
    assert opened.headers["Location"].endswith(f"/{draft.item_id}/?done=drafted")
    told = page(writer, "desk_item", draft.item_id)
    assert "发布前须改正" in told
    assert act(writer, draft.item_id, "submit", edition="1").status_code == 422
    services.edit_item(actor=town.wang_gong, code=SEAL, elements=STAMPS, edition=1, at=MONDAY)
    assert act(writer, draft.item_id, "submit", edition="2").status_code == 302
    assert act(office, draft.item_id, "review").status_code == 302
    assert act(office, draft.item_id, "publish", effective_from="2019-12-01").status_code == 422
    assert act(office, draft.item_id, "publish", effective_from="2019-12-09").status_code == 302
    assert queries.item_in_force(SEAL, on=MONDAY.date()).elements == STAMPS
    told = page(signed_in(town, "du_cha"), "desk_item", draft.item_id)
    assert "{{" not in told
    assert all(word in told for word in ("法定代表人及经办人身份证", "延市公发〔2019〕97号", "0911-2160672", "发布"))
    retired = reverse("service_standards:retire_item", args=[draft.item_id])
    assert "没有别处用到它" in office.get(retired).content.decode()
    assert office.post(retired, {"on": "2019-12-20", "reason": "取消"}).status_code == 302


def test_what_the_editor_shows_it_keeps(town: Town, drafted: ItemVersion) -> None:
    rich = stamps(
        materials=(*STAMPS.materials, rules.Material("委托书", notes="第一行\n第二行", issuer="公证处", form="电子")),
        fees=(rules.Fee("刻章", "按件", "某号文", MONDAY.date(), reducible="小微减半"),),
        intermediaries=(rules.Intermediary("环评", "某法第一条", "报告"),),
        places=(rules.Place(rules.Mode.HALL), rules.Place(rules.Mode.ONLINE, "政务网", hours="全天")),
        organ_nature="法定机关", booking="是", rights="陈述\n申辩", statutory=None, promised=0, steps=(),
    )  # fmt: skip
    services.edit_item(actor=town.wang_gong, code=SEAL, elements=rich, edition=1, at=MONDAY)
    writer = signed_in(town, "wang_gong")
    assert typed(writer, "edit_item", drafted.item_id).status_code == 302
    assert queries.drafts(town.wang_gong).get().elements == rich
    typed(writer, "edit_item", drafted.item_id, materials__0__DELETE="on", promised="1.5")
    kept = queries.drafts(town.wang_gong).get().elements
    assert (kept.promised, len(kept.materials)) == (3, 2)


def test_a_row_more_and_what_is_wrong_at_its_place(town: Town, drafted: ItemVersion) -> None:
    writer = signed_in(town, "wang_gong")
    grown = typed(writer, "edit_item", drafted.item_id, more="materials")
    assert (grown.status_code, 'name="materials-3-name"' in grown.content.decode()) == (200, True)
    wrong = typed(writer, "edit_item", drafted.item_id, promised="很快", materials__0__copies="0")
    told = wrong.content.decode()
    assert wrong.status_code == 422
    assert "“很快”不是工作日数" in told
    assert "至少 1 份" in told
    broken = writer.post(reverse("service_standards:edit_item", args=[drafted.item_id]), {"name": "x"})
    assert broken.status_code == 422


def test_the_second_of_two_editors_sees_both_texts(town: Town, drafted: ItemVersion) -> None:
    writer = signed_in(town, "wang_gong")
    fields = Fields()
    fields.feed(page(writer, "edit_item", drafted.item_id))
    services.edit_item(actor=town.yang_ping, code=SEAL, elements=stamps(output="回执"), edition=1, at=MONDAY)
    address = reverse("service_standards:edit_item", args=[drafted.item_id])
    refused = writer.post(address, fields.sent | {"output": "备案证明"})
    told = refused.content.decode()
    assert refused.status_code == 409
    assert "<del>回执</del>" in told
    assert "<ins>备案证明</ins>" in told
    assert queries.drafts(town.wang_gong).get().elements.output == "回执"
    assert writer.post(address, fields.sent | {"output": "备案证明", "over": "2"}).status_code == 302
    assert queries.drafts(town.wang_gong).get().elements.output == "备案证明"


def test_others_neither_see_a_draft_nor_take_a_step(town: Town, drafted: ItemVersion) -> None:
    other, county = signed_in(town, "liu_gong"), signed_in(town, "chen_jing")
    for client in (other, county, signed_in(town, "du_cha")):
        page(client, "desk_item", drafted.item_id, status=404)
    assert act(other, drafted.item_id, "submit").status_code == 404
    writer = signed_in(town, "wang_gong")
    assert act(writer, drafted.item_id, "review").status_code == 409
    services.submit_item(actor=town.wang_gong, code=SEAL, at=MONDAY)
    assert act(writer, drafted.item_id, "review").status_code == 403
    assert act(writer, drafted.item_id, "nothing").status_code == 404
    assert "没有符合条件" in page(other, "items", q=SEAL)


def test_a_next_version_shows_what_changed(town: Town, published: ItemVersion) -> None:
    writer = signed_in(town, "wang_gong")
    missing = typed(writer, "edit_item", published.item_id, promised="0")
    assert missing.status_code == 422
    made = typed(writer, "edit_item", published.item_id, promised="0", steps__1__half_days="0", reason="提速")
    assert made.status_code == 302
    told = page(writer, "compare_item", published.item_id, new="2")
    assert "<del>0.5 个工作日</del>" in told
    assert "<ins>当场办结</ins>" in told
    page(signed_in(town, "chen_jing"), "compare_item", published.item_id, new="2", status=404)
    assert "当场办结" not in page(signed_in(town, "chen_jing"), "print_item", published.item_id)


def test_the_list_goes_out_as_the_table_that_comes_in(town: Town, published: ItemVersion) -> None:
    office = signed_in(town, "yang_ping")
    answer = office.get(reverse("service_standards:items"), {"form": "xlsx", "state": "PUBLISHED"})
    head, row = load_workbook(BytesIO(b"".join(answer))).active.iter_rows(values_only=True)  # type: ignore[arg-type,union-attr]
    assert list(head) == [field.label for field in rules.FIELDS]
    values = {field.name: str(cell or "") for field, cell in zip(rules.FIELDS, row, strict=True)}
    assert rules.elements_of(values) == published.elements
    assert published.name in page(office, "items", kind="20", findings="none", department="公安局")
    assert "没有符合条件" in page(office, "items", state="X")


def test_a_county_asks_and_the_city_agrees(town: Town, published: ItemVersion) -> None:
    county, city = signed_in(town, "chen_jing"), signed_in(town, "yang_ping")
    refused = typed(county, "ask_deviation", published.item_id, "promised", promised="9", reason="人手少")
    assert (refused.status_code, "长于法定时限" in refused.content.decode()) == (422, True)
    asked = typed(county, "ask_deviation", published.item_id, "promised", promised="2", reason="人手少")
    assert asked.status_code == 302
    key = queries.deviations(town.chen_jing).get().pk
    decide = reverse("service_standards:decide_deviation", args=[key])
    assert county.post(decide, {"agree": "yes"}).status_code == 403
    assert city.post(decide, {"agree": "no"}).status_code == 422
    assert city.post(decide, {"agree": "yes"}).status_code == 302
    told = page(county, "item_counties", published.item_id)
    assert "<ins>2 个工作日</ins>" in told
    assert queries.text_in_force(SEAL, county="610402", on=MONDAY.date()).elements.promised == 4
    assert "恢复跟随" in page(county, "counties")
    follow = reverse("service_standards:follow_again", args=[key])
    assert signed_in(town, "zhao_lei").post(follow).status_code == 404
    assert county.post(follow).status_code == 302


def test_counties_hear_of_a_changed_text_and_may_object(town: Town, published: ItemVersion) -> None:
    services.draft_item(
        actor=town.wang_gong, code=SEAL, elements=stamps(promised=0, steps=()), reason="提速", at=MONDAY
    )
    services.submit_item(actor=town.wang_gong, code=SEAL, at=MONDAY)
    services.review_item(actor=town.yang_ping, code=SEAL, at=MONDAY)
    changed = services.publish_item(
        actor=town.yang_ping, code=SEAL, effective_from=MONDAY.date().replace(day=10), at=MONDAY
    )
    fact = journal.timeline(f"item:{SEAL}", include_internal=True)[-1]
    for _ in range(2):
        handlers.tell_counties(fact)
    told = Notice.objects.filter(template="city_text_changed", channel="IN_SITE")
    assert sorted(one.account.name for one in told) == ["赵磊", "陈静"]
    assert all("承诺时限、办理环节" in one.text and "1月8日" in one.text for one in told)
    county, city = signed_in(town, "chen_jing"), signed_in(town, "yang_ping")
    address = reverse("service_standards:object_to", args=[changed.pk])
    assert county.post(address, {"reason": ""}).status_code == 422
    assert county.post(address, {"reason": "系统没有接通"}).status_code == 302
    assert county.post(address, {"reason": "再说一遍"}).status_code == 409
    handlers.tell_city(journal.timeline(f"item:{SEAL}", include_internal=True)[-1])
    assert "系统没有接通" in page(city, "counties")
    key = queries.objections(town.yang_ping).get().pk
    answer = reverse("service_standards:decide_objection", args=[key])
    assert city.post(answer, {"agree": "no", "answer": "已接通"}).status_code == 302
    handlers.tell_county(journal.timeline(f"item:{SEAL}", include_internal=True)[-1])
    assert {one.template for one in Notice.objects.all()} == {"city_text_changed", "county_objects", "county_answered"}
