"""一细则: a version is drafted by one and published by another; what is public stays."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from yishang.contexts.random_inspection import queries, rules, services
from yishang.contexts.random_inspection.tests.conftest import MONDAY, Town
from yishang.kernel.context import InvalidInput
from yishang.kernel.publish import queries as public

TEXT = "抽查事项、对象和人员以名录库为准，抽取公开，结果在检查结束之日起二十个工作日内公示。"
TOLD = {
    "title": "抽查检查工作实施办法",
    "doc_no": "演示〔2019〕3号",
    "effective_from": date(2019, 12, 20),
    "text": TEXT,
}


def test_a_version_is_published_by_another_person_and_read_by_all(town: Town) -> None:
    made = services.draft_guideline(actor=town.qian_hong, at=MONDAY, **TOLD)
    assert not queries.guidelines(town.qin_lan).exists()
    with pytest.raises(rules.OwnDraft):
        services.publish_guideline(actor=town.qian_hong, version=made.version, at=MONDAY)
    services.publish_guideline(actor=town.feng_xue, version=made.version, at=MONDAY)
    with pytest.raises(InvalidInput):
        services.publish_guideline(actor=town.feng_xue, version=made.version, at=MONDAY)
    assert queries.guidelines(town.qin_lan).count() == 1
    [row] = public.published("inspection.guidelines", on=MONDAY.date())
    assert row.row["version"] == 1
    assert services.draft_guideline(actor=town.qian_hong, at=MONDAY, **TOLD).version == 2


def test_the_wrong_post_the_wrong_version_and_an_empty_text_are_refused(town: Town) -> None:
    with pytest.raises(rules.NotYours):
        services.draft_guideline(actor=town.qin_lan, at=MONDAY, **TOLD)
    with pytest.raises(rules.NothingThere):
        services.publish_guideline(actor=town.qian_hong, version=9, at=MONDAY)
    with pytest.raises(InvalidInput):
        services.draft_guideline(actor=town.qian_hong, at=MONDAY, **TOLD | {"text": "短"})


@pytest.mark.usefixtures("frozen")
def test_the_page_writes_and_publishes_versions(town: Town) -> None:
    url, client, other = reverse("random_inspection:guidelines"), Client(), Client()
    client.force_login(town.accounts["qian_hong"])
    other.force_login(town.accounts["feng_xue"])
    assert client.post(url, TOLD | {"text": "短"}).status_code == 422
    assert client.post(url, TOLD).status_code == 302
    assert client.post(url, {"version": "1"}).status_code == 403
    assert other.post(url, {"version": "1"}).status_code == 302
    assert other.post(url, {"version": "x"}).status_code == 404
    assert "抽查检查工作实施办法" in client.get(url).content.decode()
