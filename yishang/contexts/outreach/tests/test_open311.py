"""GeoReport v2 at /open311/v2/, judged by the specification and by answers of servers that are in use."""

import json
import random
from datetime import timedelta
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from django.http import HttpResponse
from django.test import Client

from conftest import REAL_DATA
from yishang.contexts.outreach import services
from yishang.contexts.outreach.models import Appeal, ReportedPlace
from yishang.contexts.outreach.rules import georeport
from yishang.contexts.outreach.tests.conftest import MONDAY, Advance, IssueKey, Live, Town, december
from yishang.kernel.context import Refusal

FIXTURES = REAL_DATA / "open311" / "georeport_fixtures"
HERE = "/open311/v2/"
REQUEST_FIELDS = [
    "service_request_id", "status", "status_notes", "service_name", "service_code", "description",
    "agency_responsible", "service_notice", "requested_datetime", "updated_datetime", "expected_datetime", "address",
    "address_id", "zipcode", "lat", "long", "media_url",
]  # fmt: skip
SERVICE_FIELDS = {"service_code", "service_name", "description", "metadata", "type", "keywords", "group"}


@pytest.fixture(autouse=True)
def monday(town: Town, live_at: Live) -> None:
    live_at(MONDAY)


@pytest.fixture
def key(issue_key: IssueKey) -> str:
    return issue_key("appeals:submit")


def sent(key: str, **changes: str) -> dict[str, str]:
    """What a client posts when it does everything right; a change to "" leaves the field empty."""
    return {
        "api_key": key,
        "jurisdiction_id": "xianyang.gov.cn",
        "service_code": "03",
        "lat": "34.3416",
        "long": "108.9398",
        "address_string": "秦都区世纪大道 18 号",
        "first_name": "敏",
        "last_name": "李",
        "phone": "19900000101",
        "description": "厂区二期 10kV 专线 9 月 3 日申请，外线路由待定，已 11 周，设备无法调试。",
        "attribute[uscc]": "91610402MA00000155",
        "attribute[public_consent]": "yes",
        **changes,
    }


def get(path: str, **asked: str) -> HttpResponse:
    return Client().get(HERE + path, asked)


def post(path: str, body: dict[str, str]) -> HttpResponse:
    return Client().post(HERE + path, body)


def told(response: HttpResponse) -> Any:
    return json.loads(response.content)


def filed(key: str, **changes: str) -> str:
    response = post("requests.json", sent(key, **changes))
    assert response.status_code == 200, response.content.decode()
    number: str = told(response)[0]["service_request_id"]
    return number


def published(town: Town, key: str, **changes: str) -> str:
    """Filed by the partner and classified by the office: from then on everybody may see it."""
    number = filed(key, **changes)
    services.triage_appeal(
        actor=town.chen_jing, number=number, category="03", star=2, line="DISPATCH", route="GENERAL", at=MONDAY
    )
    return number


def test_discovery_tells_the_endpoint_in_both_formats() -> None:
    found = told(get("discovery.json"))
    assert list(found) == ["changeset", "contact", "key_service", "endpoints"]
    endpoint = found["endpoints"][0]
    assert list(endpoint) == ["specification", "url", "changeset", "type", "formats"]
    assert endpoint["specification"] == "http://wiki.open311.org/GeoReport_v2"
    assert endpoint["url"] == "http://testserver/open311/v2"
    assert endpoint["formats"] == ["text/xml", "application/json"]
    root = ElementTree.fromstring(get("discovery.xml").content)
    assert [one.text for one in root.findall("endpoints/endpoint/formats/format")] == endpoint["formats"]


def test_the_fourteen_categories_are_the_services() -> None:
    rows = told(get("services.json"))
    assert [one["service_code"] for one in rows] == [f"{number:02}" for number in range(1, 15)]
    assert all(set(one) == SERVICE_FIELDS for one in rows)
    assert {one["type"] for one in rows} == {"realtime"}
    assert rows[0]["metadata"] is True
    answer = get("services.xml")
    assert answer["Content-Type"] == "text/xml; charset=utf-8"
    assert answer.content.startswith(b'<?xml version="1.0" encoding="utf-8"?>')
    root = ElementTree.fromstring(answer.content)
    assert root.tag == "services"
    assert [one.findtext("service_name") for one in root] == [one["service_name"] for one in rows]
    assert root[0].findtext("metadata") == "true"


def test_a_definition_names_what_a_request_must_say_besides() -> None:
    found = told(get("services/03.json"))
    assert [one["code"] for one in found["attributes"]] == ["uscc", "title", "expect", "public_consent"]
    assert [one["order"] for one in found["attributes"]] == [1, 2, 3, 4]
    assert found["attributes"][0]["required"] is True
    assert found["attributes"][0]["datatype_description"] is None
    root = ElementTree.fromstring(get("services/03.xml").content)
    assert [one.text for one in root.findall("attributes/attribute/values/value/key")] == ["yes", "no"]


def test_a_request_becomes_an_appeal_through_the_partner_channel(key: str) -> None:
    response = post("requests.xml", sent(key))
    assert response.status_code == 200
    root = ElementTree.fromstring(response.content)
    assert [one.tag for one in root[0]] == ["service_request_id", "service_notice", "account_id"]
    appeal = Appeal.objects.select_related("case", "reported_place").get(case__number=root[0][0].text)
    assert (appeal.channel, appeal.category_id, appeal.case.state) == ("PARTNER", "03", "SUBMITTED")
    assert (appeal.contact_name, appeal.contact_phone) == ("李敏", "19900000101")
    assert (appeal.reported_place.lat, appeal.reported_place.address) == (34.3416, "秦都区世纪大道 18 号")


def test_a_request_sent_twice_is_one_appeal(key: str) -> None:
    assert filed(key) == filed(key)
    assert ReportedPlace.objects.count() == 1


def test_a_published_request_is_told_field_by_field_in_the_order_of_the_standard(town: Town, key: str) -> None:
    number = published(town, key)
    row = told(get(f"requests/{number}.json"))[0]
    assert list(row) == REQUEST_FIELDS
    assert (row["status"], row["service_code"], row["lat"]) == ("open", "03", 34.3416)
    assert row["requested_datetime"] == "2019-12-09T10:26:00+08:00"
    assert row["zipcode"] is None
    root = ElementTree.fromstring(get(f"requests/{number}.xml").content)
    assert [one.tag for one in root[0]] == REQUEST_FIELDS
    assert root[0].findtext("zipcode") == ""
    assert told(get("requests.json")) == [row]
    assert told(get(f"tokens/{number}.json")) == [{"service_request_id": number, "token": number}]


def test_what_is_done_is_closed_and_says_with_which_result(town: Town, submitted: Appeal, advance: Advance) -> None:
    Appeal.objects.update(is_public_consent=True)
    advance("closed", at=MONDAY + timedelta(hours=1))
    number = submitted.case.number
    row = told(get(f"requests/{number}.json"))[0]
    assert (row["status"], row["agency_responsible"]) == ("closed", "演示供电公司")
    assert row["status_notes"] == "已办结，待评价：解决"  # the unit's own words are not published
    assert row["updated_datetime"] == "2019-12-09T11:26:00+08:00"
    assert [one["service_request_id"] for one in told(get("requests.json", status="closed"))] == [number]
    assert told(get("requests.json", status="open")) == []


def test_nothing_is_public_without_consent_or_before_an_office_has_read_it(town: Town, key: str) -> None:
    silent = published(town, key, **{"attribute[public_consent]": "no"})
    unread = filed(key, description="供水压力不足，三楼以上车间停产两天。")
    for number in (silent, unread):
        assert get(f"requests/{number}.json").status_code == 404
        assert get(f"tokens/{number}.xml").status_code == 404
    assert told(get("requests.json")) == []
    assert told(get("requests.json", service_request_id=f"{silent},{unread}")) == []


def test_the_key_that_filed_it_sees_its_own_and_nobody_else_s(town: Town, key: str, submitted: Appeal) -> None:
    own = filed(key, **{"attribute[public_consent]": "no"})
    found = told(get("requests.json", api_key=key))
    assert [one["service_request_id"] for one in found] == [own]
    assert told(get(f"requests/{own}.json", api_key=key))[0]["description"].startswith("厂区二期")
    assert get(f"requests/{submitted.case.number}.json", api_key=key).status_code == 404


@pytest.mark.parametrize(
    "words",
    [
        "请打 13991234567 找我，供电外线路由一直待定。",
        "身份证 610402198001011234 的老人无法进厂区。",
        "联系邮箱 limin@example.cn，供电外线路由待定。",
        "加微信 li_min_2019 细说，供电外线路由待定。",
        "我是李敏，供电外线路由待定已经十一周了。",
        "电话 029-33214567，供电外线路由待定。",
    ],
)
def test_what_points_to_a_person_is_not_public(town: Town, key: str, words: str) -> None:
    number = published(town, key, description=words)
    assert get(f"requests/{number}.json").status_code == 404
    assert told(get(f"requests/{number}.json", api_key=key))[0]["description"] == words


def test_the_company_is_not_named_in_public(town: Town, key: str) -> None:
    words = "演示机械有限公司（91610402MA00000155）的外线路由待定。"
    number = published(town, key, description=words)
    assert told(get(f"requests/{number}.json"))[0]["description"] == "某企业（******）的外线路由待定。"


def test_the_company_is_not_named_by_its_address_either(town: Town, key: str) -> None:
    told_place = {"address_string": "演示机械有限公司北门", "address_id": "91610402MA00000155"}
    number = published(town, key, **told_place, **{"attribute[public_consent]": "yes"})
    shown = told(get(f"requests/{number}.json"))[0]
    assert (shown["address"], shown["address_id"]) == ("某企业北门", "******")
    own = told(get(f"requests/{number}.json", api_key=key))[0]
    assert (own["address"], own["address_id"]) == ("演示机械有限公司北门", "91610402MA00000155")


def test_lists_are_narrowed_by_service_time_and_id(town: Town, key: str, live_at: Live) -> None:
    number = published(town, key)
    assert len(told(get("requests.json", service_code="03,04"))) == 1
    assert told(get("requests.json", service_code="04")) == []
    assert len(told(get("requests.json", start_date="2019-12-09T00:00:00Z", end_date="2019-12-10T00:00:00Z"))) == 1
    assert told(get("requests.json", start_date="2019-12-09T10:27:00+08:00")) == []
    assert told(get("requests.json", end_date="2019-12-09T02:25:00Z")) == []
    live_at(MONDAY + timedelta(days=91))
    assert told(get("requests.json")) == []
    assert len(told(get("requests.json", service_request_id=number, status="closed"))) == 1  # overrides the rest


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"start_date": "gestern"}, 400),
        ({"start_date": "2019-12-09T00:00:00"}, 400),  # without a time zone
        ({"start_date": "2019-01-01T00:00:00Z", "end_date": "2019-12-01T00:00:00Z"}, 400),
        ({"start_date": "2019-12-09T00:00:00Z", "end_date": "2019-12-01T00:00:00Z"}, 400),
        ({"start_date": "0001-01-01T00:00:00Z"}, 400),
        ({"end_date": "9999-12-31T23:59:59-12:00"}, 400),
        ({"status": "pending"}, 400),
        ({"service_code": "99"}, 404),
        ({"api_key": "ys_none_none"}, 403),
        ({"service_request_id": ",".join(str(one) for one in range(201))}, 400),
    ],
)
def test_a_list_refuses_what_it_cannot_be_asked(asked: dict[str, str], status: int) -> None:
    response = get("requests.json", **asked)
    assert response.status_code == status
    (fault,) = told(response)
    assert list(fault) == ["code", "description"]
    assert fault["code"] == status
    root = ElementTree.fromstring(get("requests.xml", **asked).content)
    assert (root.tag, root[0].tag, root[0][0].text) == ("errors", "error", str(status))


@pytest.mark.parametrize(
    ("changes", "status", "word"),
    [
        ({"api_key": ""}, 403, "api_key"),
        ({"api_key": "ys_12345678_" + "x" * 40}, 403, "api_key"),
        ({"service_code": ""}, 400, "service_code"),
        ({"service_code": "99"}, 404, "service_code"),
        ({"lat": "", "long": "", "address_string": ""}, 400, "位置"),
        ({"long": ""}, 400, "一起"),
        ({"lat": "91"}, 400, "lat"),
        ({"lat": "nan"}, 400, "lat"),
        ({"description": "停电"}, 400, "description"),
        ({"description": ""}, 400, "description"),
        ({"attribute[uscc]": ""}, 400, "uscc"),
        ({"attribute[uscc]": "91610402MA00000156"}, 400, "uscc"),
        ({"attribute[public_consent]": "perhaps"}, 400, "public_consent"),
        ({"phone": "12"}, 400, "phone"),
        ({"media_url": "javascript:alert(1)"}, 400, "media_url"),
        ({"description": "供电外线路由\x00一直待定没有答复。"}, 400, "字符"),
        ({"attribute[title]": "长" * 51}, 400, "attribute[title]"),
    ],
)
def test_a_request_that_cannot_be_taken_says_why(key: str, changes: dict[str, str], status: int, word: str) -> None:
    response = post("requests.json", sent(key, **changes))
    assert response.status_code == status
    assert word in told(response)[0]["description"]
    assert not Appeal.objects.exists()


def test_a_key_that_only_reads_files_nothing(issue_key: IssueKey) -> None:
    assert post("requests.json", sent(issue_key("appeals:operate"))).status_code == 403
    assert post("requests.json", sent(issue_key("figures:read"))).status_code == 403


def test_several_faults_are_told_together(key: str) -> None:
    faults = told(post("requests.json", sent(key, description="短", phone="12")))
    assert {one["description"].partition("：")[0] for one in faults} == {"description", "phone"}


@pytest.mark.parametrize("path", ["services/99.xml", "requests/nothing.xml", "tokens/nothing.xml", "nothing.xml", ""])
def test_what_is_not_there_is_404_in_the_standard_s_words(path: str) -> None:
    response = get(path)
    assert (response.status_code, response["Content-Type"]) == (404, "text/xml; charset=utf-8")
    assert ElementTree.fromstring(response.content).findtext("error/code") == "404"


def test_other_formats_and_methods_are_refused() -> None:
    assert get("services.yaml").status_code == 400
    response = Client().delete(HERE + "requests.json")
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, POST")
    assert told(response)[0]["code"] == 405
    assert Client().head(HERE + "services.json").status_code == 200


def test_without_a_suffix_the_required_format_answers() -> None:
    assert get("services")["Content-Type"] == "text/xml; charset=utf-8"
    asked = Client().get(HERE + "services", headers={"Accept": "application/json"})
    assert asked["Content-Type"] == "application/json; charset=utf-8"


def test_the_site_s_own_refusals_speak_the_standard_too(key: str) -> None:
    response = Client().post(HERE + "requests.json", sent(key, description="长" * 6_000_000))
    assert (response.status_code, told(response)[0]["code"]) == (413, 413)
    response = Client().get(HERE + "requests.json?status=%00")
    assert (response.status_code, told(response)[0]["code"]) == (400, 400)


def test_letters_that_xml_cannot_hold_are_left_out(town: Town, key: str) -> None:
    number = published(town, key, description="供电外线\x0b路由<b>待定</b> & 没有答复。")
    root = ElementTree.fromstring(get(f"requests/{number}.xml").content)
    assert root[0].findtext("description") == "供电外线路由<b>待定</b> & 没有答复。"


def test_no_words_in_an_address_or_form_break_it(key: str) -> None:
    """Fuzz of formats: whatever is asked, the answer is a document of the standard, and never a fault of ours."""
    dice = random.Random(2020)
    words = [
        "",
        "xml",
        "json",
        "é中",
        "../",
        "%",
        "[]",
        "attribute[",
        "2019-12-09T00:00:00Z",
        "NaN",
        "-1",
        "9" * 30,
        "'",
    ]
    names = ["start_date", "end_date", "status", "service_code", "service_request_id", "api_key", "lat", "long",
             "attribute[uscc][]", "attribute[]", "jurisdiction_id"]  # fmt: skip
    for _ in range(150):
        resource = dice.choice(["services", "requests", "tokens", "discovery"]) + dice.choice(["", ".", "/"])
        path = quote(resource + "".join(dice.choices(words, k=2)) + dice.choice(["", ".xml", ".json"]), safe="/.")
        values = {dice.choice(names): "".join(dice.choices(words, k=2)) for _ in range(3)}
        response = get(path, **values) if dice.random() < 0.5 else post(path, {**sent(key), **values})
        assert response.status_code in (200, 400, 403, 404, 405), (path, values)
        if response["Content-Type"].startswith("text/xml"):
            ElementTree.fromstring(response.content)
        else:
            json.loads(response.content)


# --- beside the answers of servers in use ---------------------------------------------------------------------------

real = pytest.mark.skipif(not FIXTURES.exists(), reason="YISHANG_REAL_DATA is absent")


def _tags(xml: str, item: str) -> set[str]:
    return {one.tag for one in ElementTree.parse(FIXTURES / xml).getroot().find(item) or ()}


@real
@pytest.mark.parametrize("xml", ["cfa_service_requests.xml", "cfa_get_service_request.xml", "status_requests_many.xml"])
def test_requests_have_the_fields_that_others_send(town: Town, key: str, xml: str) -> None:
    root = ElementTree.fromstring(get(f"requests/{published(town, key)}.xml").content)
    assert root.tag == ElementTree.parse(FIXTURES / xml).getroot().tag
    assert {one.tag for one in root[0]} == _tags(xml, "request")


@real
def test_services_and_posts_have_the_fields_that_others_send(key: str) -> None:
    root = ElementTree.fromstring(get("services.xml").content)
    assert {one.tag for one in root[0]} == _tags("cfa_services.xml", "service")
    root = ElementTree.fromstring(post("requests.xml", sent(key)).content)
    assert {one.tag for one in root[0]} == _tags("cfa_post_service_request.xml", "request")
    definition = ElementTree.fromstring(get("services/03.xml").content).find("attributes/attribute")
    assert {one.tag for one in definition or ()} | {"values"} == _tags("cfa_service_definition.xml", "attribute")


@real
def test_json_values_have_the_types_that_others_send(town: Town, key: str) -> None:
    ours = told(get(f"requests/{published(town, key)}.json"))[0]
    for theirs in json.loads((FIXTURES / "status_service_requests.json").read_text()):
        assert {name: type(ours[name]) for name in theirs} == {name: type(value) for name, value in theirs.items()}
    service = told(get("services.json"))[0]
    for theirs in json.loads((FIXTURES / "status_service_list.json").read_text()):
        assert {name: type(service[name]) for name in theirs} == {name: type(value) for name, value in theirs.items()}


@real
def test_errors_and_empty_lists_look_as_others_send_them() -> None:
    fault = ElementTree.fromstring(get("requests/not-an-id.xml").content)
    theirs = ElementTree.parse(FIXTURES / "cfa_get_service_request_not_found.xml").getroot()
    assert (fault.tag, [one.tag for one in fault[0]]) == (theirs.tag, [one.tag for one in theirs[0]])
    empty = ElementTree.fromstring(get("requests.xml").content)
    assert (empty.tag, len(empty)) == (ElementTree.parse(FIXTURES / "cfa_service_requests_empty.xml").getroot().tag, 0)


@pytest.mark.parametrize(
    "moment", ["2010-01-01", "2010-01-01T00:00:00+25:00", "2010-13-01T00:00:00Z", "٢٠١٠-01-01T00:00:00Z"]
)
def test_a_moment_without_a_right_time_is_refused(moment: str) -> None:
    with pytest.raises(Refusal):
        georeport.w3_moment("start_date", moment)


def test_a_plus_that_came_as_a_blank_is_understood(town: Town, key: str) -> None:
    published(town, key)
    path = f"{HERE}requests.json?start_date=2019-12-09T00:00:00+08:00&end_date={december(10).date()}T00:00:00%2B08:00"
    assert len(told(Client().get(path))) == 1
