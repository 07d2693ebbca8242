"""POST /api/v1/images, and pictures on an appeal."""

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image
from pytest_django import Settings

from yishang.contexts.outreach.tests.conftest import MONDAY, IssueKey, Live, Town
from yishang.contexts.outreach.tests.test_api_submit import body
from yishang.kernel.evidence import services as evidence
from yishang.kernel.evidence.models import Picture

Upload = Callable[..., HttpResponse]


@pytest.fixture(autouse=True)
def monday(live_at: Live, settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    live_at(MONDAY)


def drawn(colour: str = "navy") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(file, "JPEG")
    return file.getvalue()


@pytest.fixture
def upload(town: Town, partner_key: str, client: Client) -> Upload:
    def send(content: bytes | None, *, key: str = partner_key) -> HttpResponse:
        files = {} if content is None else {"image": SimpleUploadedFile("现场.jpg", content, "image/jpeg")}
        return client.post("/api/v1/images", files, headers={"Authorization": f"Bearer {key}"} if key else {})

    return send


def test_a_picture_gets_a_number_that_goes_into_an_appeal(upload: Upload, client: Client, partner_key: str) -> None:
    stored = upload(drawn())
    assert stored.status_code == 201
    number = stored.json()["id"]
    assert stored.json()["thumbnail"] == f"/pictures/{number}/thumbnail/"
    headers = {"Authorization": f"Bearer {partner_key}"}
    opened = client.post(
        "/api/v1/appeals", json.dumps(body(images=[number])), content_type="application/json", headers=headers
    )
    appeal = client.get(f"/api/v1/appeals/{opened.json()['number']}", headers=headers).json()
    assert appeal["images"] == [number]


def test_the_same_picture_sent_again_is_the_same_picture(upload: Upload) -> None:
    assert upload(drawn()).json() == upload(drawn()).json()
    assert Picture.objects.count() == 1


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"%PDF-1.4", drawn()[:200], b"\xff\xd8\xff" + b"0" * 2_000])
def test_what_is_no_sound_picture_is_refused_in_words(upload: Upload, content: bytes) -> None:
    answer = upload(content)
    assert answer.status_code == 422
    assert answer.json()["message"] and answer.json()["next_step"]


def test_ten_megabytes_are_the_most(upload: Upload) -> None:
    assert upload(drawn() + b"\x00" * 10 * 1024 * 1024).status_code == 422


def test_a_missing_picture_is_named(upload: Upload) -> None:
    answer = upload(None)
    assert (answer.status_code, answer.json()["fields"]) == (422, {"image": "缺少这一项。"})


def test_nobody_and_administrators_upload_nothing(upload: Upload, client: Client, town: Town) -> None:
    assert upload(drawn(), key="").status_code == 401
    client.force_login(town.accounts["xi_tong"])
    assert upload(drawn(), key="").status_code == 403


def test_somebody_else_s_picture_cannot_be_used(upload: Upload, client: Client, town: Town) -> None:
    number = upload(drawn()).json()["id"]
    client.force_login(town.accounts["li_min"])
    answer = client.post("/api/v1/appeals", json.dumps(body(images=[number])), content_type="application/json")
    assert (answer.status_code, answer.json()["message"]) == (403, "有图片不能附在这里。")


@pytest.mark.parametrize("part", ["", "thumbnail/"])
def test_a_key_looks_at_what_it_sent_and_at_nothing_else(
    upload: Upload, client: Client, partner_key: str, issue_key: IssueKey, town: Town, part: str
) -> None:
    address = f"/pictures/{upload(drawn()).json()['id']}/{part}"

    def look(key: str) -> HttpResponse:
        return client.get(address, headers={"Authorization": f"Bearer {key}"})

    assert look("ys_nobody").status_code == 404
    assert look(issue_key("weather:read")).status_code == 404
    client.force_login(town.accounts["li_min"])
    assert client.get(address).status_code == 404
    shown = look(partner_key)
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/jpeg")
    b"".join(shown.streaming_content)
    shown.close()


def test_a_key_is_refused_a_picture_of_others_in_json(client: Client, partner_key: str, town: Town) -> None:
    hers = evidence.store_picture(actor=town.li_min, upload=io.BytesIO(drawn()), at=MONDAY)
    answer = client.get(f"/pictures/{hers.pk}/", headers={"Authorization": f"Bearer {partner_key}"})
    assert (answer.status_code, answer.json()["message"]) == (404, "没有找到这张照片。")


@pytest.mark.django_db(transaction=True)
def test_a_picture_holds_up_nobody_while_it_is_decoded(upload: Upload) -> None:
    with CaptureQueriesContext(connection) as statements:
        assert upload(drawn()).status_code == 201
    asked = [statement["sql"].split()[0] for statement in statements]
    assert "SELECT" not in asked[asked.index("BEGIN") :]  # the looks for known content come before decoding
