"""GET /api/v1/appeals/{number} and POST …/moves/{move}: what can be done now, and doing it."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from yishang.contexts.outreach.forms import INTENTIONS
from yishang.contexts.outreach.models import Appeal
from yishang.contexts.outreach.rules import APPEAL
from yishang.contexts.outreach.tests.conftest import MONDAY, Advance, IssueKey, Live, Town, facts

MOST_STATEMENTS = 7  # measured: key, appeal, pictures, clocks, facts, rating, calls
NUMBER = "SQ-610402-20191209-0001"
STAGE_OF = {
    "SUBMITTED": "", "TRIAGED": "triaged", "ASSIGNED": "dispatched", "ACCEPTED": "accepted",
    "HANDLING": "handling", "CLOSED": "closed",
}  # fmt: skip
STRANGE_VALUES = (None, True, 10**30, 1e308, "\ud800", "空\x00字", [], [[]], {}, {"a": {}}, "长" * 30_000)
MOVES_AND_STAGES = {move.name: STAGE_OF.get(move.sources[0], "closed") for move in APPEAL.moves}
Call = Callable[..., HttpResponse]


@pytest.fixture(autouse=True)
def monday(live_at: Live) -> None:
    live_at(MONDAY)


@pytest.fixture
def call(town: Town, partner_key: str, client: Client, submitted: Appeal) -> Call:
    """GET the appeal, or with a move POST it with these values."""

    def ask(
        move: str = "", values: Any = None, *, key: str = partner_key, number: str = NUMBER, once: str = ""
    ) -> HttpResponse:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        headers |= {"Idempotency-Key": once} if once else {}
        if not move:
            return client.get(f"/api/v1/appeals/{number}", headers=headers)
        data = values if isinstance(values, str | bytes) else json.dumps(values or {})
        url = f"/api/v1/appeals/{number}/moves/{move}"
        return client.post(url, data, content_type="application/json", headers=headers)

    return ask


class TestDetail:
    def test_it_tells_everything_and_what_can_be_done_now(self, call: Call) -> None:
        found = call().json()
        assert found["content"].startswith("厂区二期 10kV 专线")
        assert found["contact"] == {"name": "李敏", "phone": "19900000101"}
        assert [move["name"] for move in found["moves"]] == [
            "triage_appeal", "reject_appeal", "withdraw_appeal", "merge_appeal", "supplement_appeal", "urge_appeal",
            "supervise_appeal", "note_internally",
        ]  # fmt: skip
        assert found["moves"][0] == {
            "name": "triage_appeal", "label": "分类", "fields": ["category", "star", "line", "route", "note"],
        }  # fmt: skip
        assert [(entry["fact"], entry["at"]) for entry in found["timeline"]] == [
            ("submitted", "2019-12-09T10:26:00+08:00")
        ]

    def test_what_is_not_seen_is_not_told_apart_from_what_is_not_there(
        self, call: Call, client: Client, town: Town
    ) -> None:
        client.force_login(town.accounts["zhao_lei"])
        for number in (NUMBER, "SQ-610402-20191209-9999", "X", "%E4%B8%AD"):
            answer = call(key="", number=number)
            assert answer.status_code == 404
            assert answer.json()["message"].startswith("没有找到")

    def test_others_read_no_phone_number(self, call: Call, client: Client, town: Town) -> None:
        for person, shown in (("du_cha", False), ("zhou_lian", False), ("li_min", True), ("chen_jing", False)):
            client.force_login(town.accounts[person])
            assert (call(key="").json()["contact"]["phone"] == "19900000101") is shown

    def test_nobody_is_401(self, call: Call) -> None:
        assert call(key="").status_code == 401

    def test_a_null_character_in_the_number_breaks_nothing(self, call: Call) -> None:
        assert call(number="SQ%00").status_code in (400, 404)

    def test_it_costs_few_statements(self, call: Call) -> None:
        call()
        with CaptureQueriesContext(connection) as statements:
            call()
        assert len(statements) <= MOST_STATEMENTS, "\n".join(each["sql"][:60] for each in statements)


class TestMove:
    def test_a_partner_takes_an_appeal_its_whole_way(self, call: Call, town: Town) -> None:
        steps: list[tuple[str, dict[str, Any], str]] = [
            ("triage_appeal", {"category": "03", "star": 3, "line": "DISPATCH", "route": "GENERAL"}, "TRIAGED"),
            ("dispatch_appeal", {"unit": town.power.code}, "ASSIGNED"),
            ("accept_appeal", {}, "ACCEPTED"),
            ("note_progress", {"note": "现场踏勘完毕。"}, "HANDLING"),
            ("close_appeal", {"result_type": "SOLVED", "result_text": "专线已送电。"}, "CLOSED"),
            ("rate_appeal", {"star": 5, "suggestion": "很好"}, "EVALUATED"),
            ("archive_appeal", {}, "ARCHIVED"),
        ]
        for move, values, state in steps:
            answer = call(move, values)
            assert (answer.status_code, answer.json()["state"]) == (200, state), answer.json()
        assert answer.json()["moves"] == []
        assert answer.json()["rating"] == 5
        assert facts(NUMBER)[-1] == "archived"

    def test_the_answer_is_the_appeal_as_it_now_stands(self, call: Call) -> None:
        answer = call("supplement_appeal", {"note": "变压器容量 800kVA。"})
        assert answer.json() == call().json()

    def test_an_empty_body_is_an_empty_object(self, call: Call, advance: Advance) -> None:
        advance("dispatched")
        assert call("accept_appeal", b"").status_code == 200

    def test_the_wrong_state_is_409(self, call: Call, advance: Advance) -> None:
        advance("accepted")
        answer = call("accept_appeal")
        assert (answer.status_code, answer.json()["message"]) == (
            409, "现在是“已签收”（王工刚刚处理过），不能签收。",
        )  # fmt: skip

    def test_an_older_version_is_409(self, call: Call) -> None:
        call("supplement_appeal", {"note": "变压器容量 800kVA。"})
        values = {"category": "03", "star": 3, "line": "DISPATCH", "route": "GENERAL", "version": 1}
        answer = call("triage_appeal", values)
        assert (answer.status_code, answer.json()) == (409, {
            "message": "12345 热线平台 10:26 已补充材料，请按最新内容办理。",
            "next_step": "请刷新后再办。",
            "version": 2,
            "state": "SUBMITTED",
        })  # fmt: skip
        assert call("triage_appeal", {**values, "version": 2}).status_code == 200

    @pytest.mark.parametrize("version", ["1", 1.5, True, [], {}])
    def test_a_version_is_a_whole_number(self, call: Call, version: Any) -> None:
        answer = call("supplement_appeal", {"note": "补充。", "version": version})
        assert (answer.status_code, answer.json()["fields"]) == (422, {"version": "应为整数。"})

    def test_what_is_not_seen_is_404(self, call: Call, client: Client, town: Town) -> None:
        client.force_login(town.accounts["sun_hao"])
        assert call("withdraw_appeal", {"reason": "不办了"}, key="").status_code == 404

    @pytest.mark.parametrize("move", ["burn_appeal", "move", "__init__", "%E5%8A%9E"])
    def test_a_move_that_does_not_exist_is_404(self, call: Call, move: str) -> None:
        assert call(move).status_code == 404

    def test_another_s_step_is_403_before_anything_is_said_about_values(
        self, call: Call, client: Client, town: Town
    ) -> None:
        client.force_login(town.accounts["li_min"])
        answer = call("triage_appeal", {}, key="")
        assert (answer.status_code, answer.json()["message"]) == (403, "“分类”由营商办办理，您的岗位不能操作。")

    def test_a_key_for_submitting_does_not_operate(self, call: Call, town: Town, issue_key: IssueKey) -> None:
        Appeal.objects.update(submitter_id=town.hotline.id)  # of others' matters it sees nothing at all
        key = issue_key("appeals:submit")
        assert call("triage_appeal", key=key).status_code == 403
        assert call("supplement_appeal", {"note": "补充。"}, key=key).status_code == 200

    def test_bad_values_are_422_at_their_fields_in_chinese(self, call: Call) -> None:
        answer = call("triage_appeal", {"category": "03", "star": 9, "line": "DISPATCH"})
        assert answer.status_code == 422
        assert answer.json()["fields"] == {"star": "请从列表中选择。", "route": "请选择一项。"}

    @pytest.mark.parametrize("data", ["{", "[]", "5", '"x"', "null", b"\xff", "[" * 20_000])
    def test_what_is_no_json_object_is_422(self, call: Call, data: Any) -> None:
        answer = call("supplement_appeal", data)
        assert (answer.status_code, list(answer.json()["fields"])) == (422, ["body"])

    @pytest.mark.parametrize("move", MOVES_AND_STAGES)
    def test_no_value_breaks_a_move(self, call: Call, advance: Advance, move: str) -> None:
        if MOVES_AND_STAGES[move]:
            advance(MOVES_AND_STAGES[move])
        fields = INTENTIONS[move].form.base_fields
        for value in STRANGE_VALUES:
            with transaction.atomic():  # each value meets the matter as it was
                answer = call(move, dict.fromkeys(fields, value))
                transaction.set_rollback(True)
            taken_back_by_another = move == "undo_triage" and answer.status_code == 403
            assert taken_back_by_another or answer.status_code in (200, 409, 422), (value, answer.content)


def test_nobody_moves_anything_without_a_key(call: Call) -> None:
    answer = call("triage_appeal", key="")
    assert answer.status_code == 401


@pytest.mark.parametrize("value", [{"a": 1}, ["补充"], 5, 1.5, True])
def test_a_text_is_text(call: Call, value: Any) -> None:
    answer = call("supplement_appeal", {"note": value})
    assert (answer.status_code, answer.json()["fields"]) == (422, {"note": "应为文字。"})


@pytest.mark.parametrize("images", ["12", ["12"], [1.9], [True], {"a": 1}, 12])
def test_pictures_are_whole_numbers(call: Call, images: Any) -> None:
    answer = call("supplement_appeal", {"note": "补充。", "images": images})
    assert (answer.status_code, answer.json()["fields"]) == (422, {"images": "应为整数的列表。"})


def test_a_field_that_the_move_does_not_have_is_named(call: Call) -> None:
    answer = call("supplement_appeal", {"note": "补充。", "notes": "x", "version": 1})
    assert (answer.status_code, answer.json()["fields"]) == (422, {"notes": "这个动作没有这一项。"})


def test_zero_width_words_are_none(call: Call) -> None:
    assert call("supplement_appeal", {"note": "\u200b\u200b"}).json()["fields"] == {"note": "请填写这一项。"}


def test_null_is_as_if_it_had_been_left_out(call: Call, advance: Advance) -> None:
    advance("dispatched")
    assert call("accept_appeal", {"note": None}).status_code == 200


def test_who_may_not_make_the_move_hears_that_before_its_values(call: Call, client: Client, town: Town) -> None:
    client.force_login(town.accounts["li_min"])
    assert call("triage_appeal", {"nonsense": 1}, key="").status_code == 403


class TestSentTwice:
    """A machine that heard no answer sends the same move again under the same key."""

    def test_a_repeated_note_is_made_once_and_told_as_it_stands(self, call: Call) -> None:
        first = call("note_internally", {"note": "已联系企业。"}, once="n-1")
        again = call("note_internally", {"note": "已联系企业。"}, once="n-1")
        assert (first.status_code, again.status_code) == (200, 200)
        assert again.json() == first.json()
        assert len([fact for fact in facts(NUMBER) if "noted" in fact]) == 1

    def test_another_move_or_matter_may_not_use_the_key(self, call: Call) -> None:
        call("note_internally", {"note": "已联系企业。"}, once="n-1")
        for move, values in (("note_internally", {"note": "另一句话。"}), ("urge_appeal", {"note": "已联系企业。"})):
            assert call(move, values, once="n-1").status_code == 422

    def test_a_refusal_gives_the_key_back(self, call: Call) -> None:
        assert call("note_internally", {"note": ""}, once="n-1").status_code == 422
        assert call("note_internally", {"note": "已联系企业。"}, once="n-1").status_code == 200

    def test_another_key_makes_another_note(self, call: Call) -> None:
        for once in ("n-1", "n-2"):
            assert call("note_internally", {"note": "已联系企业。"}, once=once).status_code == 200
        assert len([fact for fact in facts(NUMBER) if "noted" in fact]) == 2

    def test_who_may_not_see_the_matter_learns_nothing_by_a_key(self, call: Call) -> None:
        assert (
            call("note_internally", {"note": "已联系企业。"}, number="SQ-610402-20191209-9999", once="n-1").status_code
            == 404
        )
        assert call("note_internally", {"note": "已联系企业。"}, key="", once="n-1").status_code == 401
