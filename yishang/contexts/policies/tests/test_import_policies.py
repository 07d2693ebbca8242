"""Tables of policies come in as drafts, each once; rows that cannot be kept are told cell by cell."""

from pathlib import Path
from typing import Any

import pytest

from yishang.contexts.policies import rules, services
from yishang.contexts.policies.models import Policy
from yishang.contexts.policies.tests.conftest import MONDAY, Town
from yishang.kernel.intake import services as intake

SOUND = {
    "title": "演示通知", "doc_no": "演示〔2020〕3号", "issuer": "示例机关", "issue_date": "2020年2月6日",
    "valid_to": "",
    "aspect": "稳定就业",
    "text": "正文。", "source_url": "", "tags": "社保 就业",
}  # fmt: skip


def bring(town: Town, path: Path, **wish: Any) -> intake.Outcome:
    return intake.bring_in(
        actor=town.yang_ping, what=services.IMPORTS[0], path=path, wish=intake.Wish(columns={}, **wish), at=MONDAY,
        tell=lambda _stage, _rows: None,
    )  # fmt: skip


@pytest.mark.real_data
def test_the_state_council_s_documents_come_in_once(town: Town, real_data: Path) -> None:
    table = real_data / "policies" / "state_council_policies.csv"
    tried = bring(town, table, dry_run=True)
    assert (tried.read, tried.accepted, tried.refused) == (60, 60, 0)
    assert not Policy.objects.exists()
    assert bring(town, table).taken.new == 60
    assert bring(town, table).taken.known == 60
    kept = Policy.objects.get(doc_no="国发〔2019〕5号")
    assert (kept.state, kept.issuer, str(kept.issue_date)) == ("DRAFT", "国务院", "2019-02-15")


def test_a_row_with_an_aspect_of_ours_keeps_it(town: Town) -> None:
    services.import_policies(actor=town.yang_ping, rows=[SOUND], at=MONDAY)
    kept = Policy.objects.select_related("aspect").get()
    assert kept.aspect is not None
    assert (kept.aspect.code, kept.tags) == ("03", ["社保", "就业"])


@pytest.mark.parametrize(
    ("field", "text"),
    [("title", ""), ("issue_date", "昨天"), ("issue_date", "2020-02-30"), ("valid_to", "2019-01-01"), ("text", ""),
     ("source_url", "ftp://x"), ("issue_date", "2021-01-01")],
)  # fmt: skip
def test_faults_are_told_at_their_cell(field: str, text: str) -> None:
    assert [fault.field for fault in rules.import_faults({**SOUND, field: text}, MONDAY)] == [field]


@pytest.mark.parametrize("who", ["chen_jing", "liu_gong", "du_cha", "li_min"])
def test_only_the_city_s_office_brings_tables_in(town: Town, who: str) -> None:
    with pytest.raises(rules.ImportNotYours):
        services.import_policies(actor=getattr(town, who), rows=[SOUND], at=MONDAY)
