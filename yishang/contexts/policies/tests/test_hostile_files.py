"""Attachments on a full disk, half written ones, another file behind the same page; lists that cost the same."""

import errno
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from yishang.contexts.policies import gateways, rules, services
from yishang.contexts.policies.models import Policy
from yishang.contexts.policies.tests.conftest import MONDAY, Town

PDF = b"%PDF-1.7\n" + b"0" * 500
FILLED = {
    "title": "关于稳定就业的通知", "doc_no": "演示〔2020〕1号", "issuer": "示例市人民政府", "issue_date": "2020-02-06",
    "text": "返还失业保险费。", "idempotency_key": "one-page",
}  # fmt: skip


class FullDisk(FileSystemStorage):
    """A disk on which nothing fits any more."""

    def _save(self, name: str, content: Any) -> str:  # noqa: ARG002
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.fixture(autouse=True)
def uploads(settings: Settings, tmp_path: Path, live_at: Any, town: Town) -> Path:
    settings.MEDIA_ROOT = tmp_path
    live_at(MONDAY)
    return tmp_path


def send(client: Client, content: bytes = PDF, **changes: str) -> HttpResponse:
    file = SimpleUploadedFile("通知.pdf", content, "application/pdf")
    return client.post("/policies/desk/new/", {**FILLED, **changes, "file": file})


def office(town: Town) -> Client:
    client = Client()
    client.force_login(town.accounts["yang_ping"])
    return client


def test_a_full_disk_is_told_beside_the_form_and_nothing_is_kept(town: Town, settings: Settings) -> None:
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": f"{__name__}.FullDisk"}}
    answer = send(office(town))
    assert (answer.status_code, "暂时存不下了" in answer.content.decode()) == (422, True)
    assert not Policy.objects.exists()


def test_a_file_left_half_written_is_not_taken_for_the_whole(uploads: Path) -> None:
    name, _ = gateways.keep_attachment(BytesIO(PDF), name="a.pdf")
    (uploads / name).write_bytes(PDF[:20])
    again, _ = gateways.keep_attachment(BytesIO(PDF), name="a.pdf")
    assert (uploads / again).read_bytes() == PDF


def test_the_same_page_sent_again_is_one_policy_and_with_another_file_it_is_said(town: Town) -> None:
    client = office(town)
    first, again = send(client), send(client)
    assert (first.status_code, again.url) == (302, first.url)
    other = send(client, PDF + b"more")
    assert (other.status_code, Policy.objects.count()) == (422, 1)


def test_the_largest_attachment_fits_into_what_the_site_takes_in() -> None:
    assert rules.FILE_MOST + 1024**2 <= site.DATA_UPLOAD_MAX_MEMORY_SIZE


def test_a_list_of_many_surveys_asks_no_more_than_a_list_of_one(town: Town) -> None:
    client = office(town)

    def statements(surveys: int) -> int:
        for place in range(surveys):
            asked = rules.SurveyEntry(f"调查 {place}", "请勾选。", date(2020, 3, 9), date(2020, 3, 20))
            services.open_survey(actor=town.yang_ping, entry=asked, audience=rules.Audience(), at=MONDAY)
        client.get("/policies/surveys/")
        with CaptureQueriesContext(connection) as asked_for:
            assert client.get("/policies/surveys/").status_code == 200
        return len(asked_for)

    assert statements(1) == statements(6)


def test_a_policy_that_was_drafted_is_not_lost_by_an_unfit_file(town: Town) -> None:
    answer = send(office(town), b"MZ executable")
    assert (answer.status_code, FILLED["title"] in answer.content.decode()) == (422, True)
    assert not Policy.objects.exists()
    assert send(office(town), idempotency_key="one-page").status_code == 302
