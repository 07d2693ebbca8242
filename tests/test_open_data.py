"""公示: anybody finds, reads and takes what is published; machines too; what has gone is not named."""

import csv
import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from yishang.kernel.publish import queries, services
from yishang.kernel.publish.models import Publication
from yishang.kernel.publish.tests.conftest import CHEN_JING, PENALTIES, ROW, USCC

pytestmark = pytest.mark.django_db
HERE = "/open-data/town.penalties/"
FILES = ("data.csv", "data.json", "datapackage.json", "package.zip")


@pytest.fixture(autouse=True)
def town_publishes(monkeypatch: pytest.MonkeyPatch, frozen_site: datetime) -> Iterator[None]:
    monkeypatch.setattr(queries, "datasets", lambda: {PENALTIES.name: PENALTIES})
    yield


def put(at: datetime, key: str = "CF-1", *, until: date | None = None, about: str = USCC, **row: object) -> Publication:
    return services.publish(
        actor=CHEN_JING, dataset=PENALTIES.name, key=key, row=ROW | row, about=about, at=at, until=until
    )


def rows_of(client: Client, query: str = "") -> list[dict[str, str]]:
    text = b"".join(client.get(f"{HERE}data.csv{query}").streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text)))


def test_the_directory_names_every_dataset_with_its_basis(client: Client, now: datetime) -> None:
    put(now)
    page = client.get("/open-data/").content.decode()

    assert PENALTIES.title in page
    assert PENALTIES.basis in page
    assert "共 1 个，1 条" in page


def test_a_row_has_a_page_with_basis_and_without_a_persons_name(client: Client, now: datetime) -> None:
    made = put(now)
    page = client.get(f"{HERE}{made.pk}/").content.decode()

    assert "演示机械有限公司" in page
    assert "欧**、张*" in page
    assert "张三" not in page


def test_the_list_is_narrowed_by_words_code_and_month(client: Client, now: datetime) -> None:
    put(now)
    put(now - timedelta(days=40), "CF-2", about="", name="演示食品厂")

    assert "共 2 条" in client.get(HERE).content.decode()
    for query in ("?q=食品", "?month=2019-10"):
        page = client.get(HERE + query).content.decode()
        assert "共 1 条" in page
        assert "演示机械有限公司" not in page
    assert [row["name"] for row in rows_of(client, f"?about={USCC}")] == ["演示机械有限公司"]


@pytest.mark.parametrize(
    ("query", "why"), [("?month=2019-13", "月份写成"), ("?about=91610402MA00000156", "校验"), ("?about=x", "18")]
)
def test_a_wrong_filter_is_told_at_its_place(client: Client, query: str, why: str) -> None:
    answer = client.get(HERE + query)
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert client.get(f"{HERE}data.json{query}").status_code == 422


@pytest.mark.parametrize("query", ["?page=0", "?page=x", "?page=-3", "?page=99999999999999999999", "?page=7"])
def test_a_page_that_does_not_exist_is_no_fault(client: Client, now: datetime, query: str) -> None:
    put(now)
    assert client.get(HERE + query).status_code == 200


def test_pages_lead_on_and_back(client: Client, now: datetime) -> None:
    for number in range(51):
        put(now - timedelta(minutes=number), f"CF-{number}")
    assert 'rel="next"' in client.get(HERE).content.decode()
    second = client.get(f"{HERE}?page=2").content.decode()
    assert 'rel="prev"' in second
    assert 'rel="next"' not in second


def test_a_list_asks_as_often_for_one_row_as_for_fifty(client: Client, now: datetime) -> None:
    put(now)
    client.get(HERE)
    with CaptureQueriesContext(connection) as few:
        client.get(HERE)
    for number in range(2, 40):
        put(now, f"CF-{number}")
    with CaptureQueriesContext(connection) as many:
        client.get(HERE)
    assert len(many) == len(few) <= 3


def test_a_correction_stays_visible_with_what_was_said_before(client: Client, now: datetime) -> None:
    made = put(now)
    where = {"actor": CHEN_JING, "dataset": PENALTIES.name, "key": "CF-1"}
    services.correct(**where, row=ROW | {"fine": 2000}, reason="金额录错", at=now + timedelta(hours=1))
    services.correct(**where, row=ROW | {"fine": 2500}, reason="再核", at=now + timedelta(hours=2))
    page = client.get(f"{HERE}{made.pk}/").content.decode()

    assert "<del>3000</del> → <ins>2000</ins>" in page
    assert "<del>2000</del> → <ins>2500</ins>" in page
    assert "金额录错" in page
    assert rows_of(client)[0]["publication_corrections"] == "2"
    assert "有更正" in client.get(HERE).content.decode()


def test_what_was_withdrawn_leaves_a_trace_that_names_nobody(client: Client, now: datetime) -> None:
    made = put(now)
    services.withdraw(actor=CHEN_JING, dataset=PENALTIES.name, key="CF-1", reason="信用修复", at=now)
    answer = client.get(f"{HERE}{made.pk}/")

    assert answer.status_code == 410
    page = answer.content.decode()
    assert "信用修复" in page
    assert "演示机械" not in page
    assert USCC not in page
    assert rows_of(client) == []


def test_a_row_past_its_day_is_gone_before_the_job_comes(client: Client, now: datetime) -> None:
    made = put(now - timedelta(days=9), until=now.date())
    assert client.get(f"{HERE}{made.pk}/").status_code == 410
    assert "共 0 条" not in client.get(HERE).content.decode()
    assert "还没有公示内容" in client.get(HERE).content.decode()


def test_csv_and_json_say_the_same(client: Client, now: datetime) -> None:
    made = put(now)
    [row] = rows_of(client)
    [same] = json.loads(b"".join(client.get(f"{HERE}data.json").streaming_content))

    assert {name: "" if value is None else str(value) for name, value in same.items()} == row
    assert row["publication_id"] == str(made.pk)
    assert row["publication_url"] == f"http://testserver{HERE}{made.pk}/"
    assert (row["fine"], row["decided_on"], row["person"]) == ("3000", "2019-12-02", "欧**、张*")


def test_an_empty_dataset_is_an_empty_array(client: Client) -> None:
    assert json.loads(b"".join(client.get(f"{HERE}data.json").streaming_content)) == []


def test_a_text_that_looks_like_a_formula_is_disarmed_and_a_number_is_not(client: Client, now: datetime) -> None:
    put(now, name="=1+1", fine=-5)
    [row] = rows_of(client)
    assert not row["name"].startswith("=")
    assert row["fine"] == "-5"


def test_the_data_package_describes_the_columns_of_its_file(client: Client, now: datetime) -> None:
    put(now)
    described = client.get(f"{HERE}datapackage.json").json()
    csv_file, json_file = described["resources"]

    assert [field["name"] for field in csv_file["schema"]["fields"]] == list(rows_of(client)[0])
    assert csv_file["path"] == f"http://testserver{HERE}data.csv"
    assert json_file["format"] == "json"
    assert PENALTIES.basis in described["description"]
    everything = client.get("/open-data/datapackage.json").json()
    assert [one["name"] for one in everything["resources"]] == [PENALTIES.name]


def test_the_archive_is_a_whole_data_package(client: Client, now: datetime) -> None:
    put(now)
    answer = client.get(f"{HERE}package.zip")
    with ZipFile(BytesIO(b"".join(answer.streaming_content))) as archive:
        described = json.loads(archive.read("datapackage.json"))
        text = archive.read("data.csv").decode("utf-8-sig")
    assert [one["path"] for one in described["resources"]] == ["data.csv"]
    assert "演示机械有限公司" in text


def test_the_catalog_names_the_datasets_with_their_files(client: Client, now: datetime) -> None:
    put(now)
    answer = client.get("/open-data/catalog.jsonld")
    catalog = json.loads(answer.content)

    assert answer["Content-Type"] == "application/ld+json"
    [one] = catalog["dcat:dataset"]
    assert one["dct:modified"]["@value"].startswith("2019-12-09T10:26")
    assert [file["dcat:mediaType"] for file in one["dcat:distribution"]] == [
        "text/csv", "application/json", "application/json"
    ]  # fmt: skip


@pytest.mark.parametrize(
    "address",
    [*(f"{HERE}{file}" for file in FILES), "/open-data/catalog.jsonld", "/open-data/datapackage.json"],
)
def test_who_has_a_file_already_is_not_sent_it_again(client: Client, now: datetime, address: str) -> None:
    put(now)
    first = client.get(address)
    b"".join(first)
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304

    put(now + timedelta(seconds=5), "CF-2")
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 200
    assert again["Cache-Control"] == "public, max-age=300"
    assert again["Access-Control-Allow-Origin"] == "*"
    b"".join(again)


@pytest.mark.parametrize("tail", ["", "1/", *FILES])
def test_an_unknown_dataset_is_not_found(client: Client, tail: str) -> None:
    assert client.get(f"/open-data/nothing/{tail}").status_code == 404


def test_nobody_writes_here(client: Client) -> None:
    assert client.post(HERE).status_code == 405
