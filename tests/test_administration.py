"""The desk of the three administrators: each keeps to the own part, every refusal is clear, every look at the journal
is a fact itself. Who may open which page is declared in test_scope_walk.py.
"""

import re

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from yishang.contexts.outreach.models import Appeal
from yishang.contexts.outreach.tests.conftest import MONDAY, PASSWORD, Town
from yishang.kernel.clocks import queries as clocks
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory import services
from yishang.kernel.directory.models import Account, ApiKey, Posting, PostingProposal, Unit
from yishang.kernel.directory.rules import SYSTEM_ACTOR, AccountEntry
from yishang.kernel.journal import queries as journal
from yishang.kernel.journal.models import Fact

pytestmark = pytest.mark.django_db(transaction=True)
SHOWN = re.compile(r'shown-once">([^<]+)<')


@pytest.fixture(autouse=True)
def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clocks, "present", lambda: MONDAY)


def as_person(town: Town, person: str) -> Client:
    client = Client()
    client.force_login(town.accounts[person])
    return client


def words(answer: HttpResponse) -> str:
    return b"".join(answer).decode() if answer.streaming else answer.content.decode()


def shown_once(answer: HttpResponse) -> str:
    found = SHOWN.search(words(answer))
    assert found, words(answer)
    return found[1]


def act(client: Client, account: Account, action: str, **told: object) -> HttpResponse:
    return client.post(f"/admin-desk/accounts/{account.pk}/{action}/", told)


# ---- SYS: accounts and posts -------------------------------------------------------------------------------


def test_a_new_clerk_is_opened_posted_granted_and_comes_in(town: Town) -> None:
    xi_tong, bao_mi, clerk = as_person(town, "xi_tong"), as_person(town, "bao_mi"), Client()
    told = {"login": "qindu.liuyang", "name": "刘洋", "phone": "", "title": "科员", "enters_by": "password"}
    answer = xi_tong.post("/admin-desk/accounts/new/", told)
    password = shown_once(answer)
    account = Account.objects.get(login="qindu.liuyang")
    assert account.must_change_password and account.check_password(password)
    post = {"role": "CBO", "unit": "610402-YSB", "valid_from": "2019-12-09", "reason": "区委组织部调令"}
    assert act(xi_tong, account, "post", **post)["Location"].endswith("?done=post")
    assert "待安全保密管理员确认" in words(xi_tong.get(f"/admin-desk/accounts/{account.pk}/"))
    assert "区委组织部调令" in words(bao_mi.get("/admin-desk/grants/"))
    proposal = PostingProposal.objects.get()
    assert bao_mi.post(f"/admin-desk/grants/{proposal.pk}/grant/").status_code == 302
    clerk.post("/sign-in/staff/", {"login": "qindu.liuyang", "password": password})
    clerk.post("/sign-in/password/", {"new": "Fengxi-2020", "repeated": "Fengxi-2020"})
    assert clerk.get("/")["Location"] == "/outreach/desk/"


def test_a_light_post_holds_at_once(town: Town) -> None:
    account = town.accounts["zhou_lian"]
    told = {"role": "LIA", "unit": "610402-YSB", "valid_from": "2019-12-09", "reason": "兼任"}
    act(as_person(town, "xi_tong"), account, "post", **told)
    assert Posting.objects.filter(account=account).count() == 2


def test_an_administrators_post_beside_another_is_refused_in_words(town: Town) -> None:
    told = {"role": "AUD", "unit": "610402-YSB", "valid_from": "2019-12-09", "reason": "兼任"}
    answer = act(as_person(town, "xi_tong"), town.accounts["chen_jing"], "post", **told)
    assert answer.status_code == 409 and "三员分立" in words(answer)


@pytest.mark.parametrize(
    ("told", "field"),
    [({"login": ""}, "login"), ({"phone": "123"}, "phone"), ({"login": "cbo.陈静"}, "login"), ({"name": ""}, "name")],
)
def test_a_faulty_account_is_said_at_its_field_and_keeps_what_was_typed(
    town: Town, told: dict[str, str], field: str
) -> None:
    sent = {"login": "new.person", "name": "新人", "phone": "", "title": "科员", "enters_by": "password", **told}
    answer = as_person(town, "xi_tong").post("/admin-desk/accounts/new/", sent)
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in words(answer) and 'value="科员"' in words(answer)


def test_what_is_opened_in_the_demonstration_does_not_stop_it_from_being_told_anew(
    town: Town, settings: Settings
) -> None:
    settings.DEMO = True
    told = {"login": "new.person", "name": "新人", "enters_by": "phone", "phone": "19900000777"}
    as_person(town, "xi_tong").post("/admin-desk/accounts/new/", told)
    assert Account.objects.get(login="new.person").is_demo


def test_a_post_is_ended_with_a_reason_only(town: Town) -> None:
    account, xi_tong = town.accounts["wang_gong"], as_person(town, "xi_tong")
    posting = account.postings.get()
    assert act(xi_tong, account, "end_posting", posting=posting.pk, reason="").status_code == 422
    assert directory.actor_of(account, on=MONDAY.date())
    assert act(xi_tong, account, "end_posting", posting=posting.pk, reason="调离").status_code == 302
    assert directory.actor_of(account, on=MONDAY.date()) is None


def test_a_reset_password_is_shown_once_and_must_be_changed(town: Town) -> None:
    account, xi_tong = town.accounts["chen_jing"], as_person(town, "xi_tong")
    password = shown_once(act(xi_tong, account, "reset_password", reason="本人遗忘"))
    assert Account.objects.get(pk=account.pk).check_password(password)
    assert password not in words(xi_tong.get(f"/admin-desk/accounts/{account.pk}/"))


@pytest.mark.parametrize("action", ["unlock", "reset_second_factor"])
def test_sys_neither_unlocks_nor_takes_authenticators(town: Town, action: str) -> None:
    answer = act(as_person(town, "xi_tong"), town.accounts["chen_jing"], action, reason="来电")
    assert answer.status_code == 403 and "安全保密管理员" in words(answer)


@pytest.mark.parametrize("action", ["reset_password", "switch_off"])
def test_sec_keeps_administrators_and_sys_everybody_else(town: Town, action: str) -> None:
    xi_tong, bao_mi = as_person(town, "xi_tong"), as_person(town, "bao_mi")
    assert act(bao_mi, town.accounts["chen_jing"], action, reason="x").status_code == 403
    assert act(xi_tong, town.accounts["shen_ji"], action, reason="x").status_code == 403
    assert act(bao_mi, town.accounts["bao_mi"], action, reason="x").status_code == 403
    assert act(bao_mi, town.accounts["shen_ji"], action, reason="x").status_code in (200, 302)


def test_an_unknown_action_or_account_is_not_there(town: Town) -> None:
    xi_tong = as_person(town, "xi_tong")
    assert act(xi_tong, town.accounts["chen_jing"], "explode").status_code == 404
    assert xi_tong.get("/admin-desk/accounts/999999/").status_code == 404


def test_the_list_is_filtered_paged_and_exported_with_masked_phones(town: Town) -> None:
    xi_tong = as_person(town, "xi_tong")
    page = words(xi_tong.get("/admin-desk/accounts/", {"q": "李敏"}))
    assert "李敏" in page and "孙浩" not in page
    assert "199****0101" in page and "19900000101" not in page
    assert "没有符合条件的" in words(xi_tong.get("/admin-desk/accounts/", {"q": "没有这个人"}))
    sheet = words(xi_tong.get("/admin-desk/accounts/export.csv", {"role": "ENT"}))
    assert "李敏" in sheet and "陈静" not in sheet and "19900000101" not in sheet
    for place in range(60):
        Account.objects.create(login=f"many.{place}", name=f"某{place}")
    first = words(xi_tong.get("/admin-desk/accounts/"))
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following and "某59" in first
    second = words(xi_tong.get(f"/admin-desk/accounts/{following[1]}"))
    assert "某59" not in second and "某5" in second


def test_sys_sees_a_phone_in_full_where_it_is_corrected_and_sec_never(town: Town) -> None:
    address = f"/admin-desk/accounts/{town.accounts['li_min'].pk}/"
    assert "19900000101" in words(as_person(town, "xi_tong").get(address))
    assert "19900000101" not in words(as_person(town, "bao_mi").get(address))


def test_units_are_opened_and_corrected(town: Town) -> None:
    xi_tong = as_person(town, "xi_tong")
    told = {"code": "610402-SJ", "name": "秦都区市监局", "short_name": "区市监局", "level": "COUNTY", "org_type": "GOV"}
    assert xi_tong.post("/admin-desk/units/new/", {**told, "region": "999999"}).status_code == 422
    assert xi_tong.post("/admin-desk/units/new/", {**told, "region": "610402"}).status_code == 302
    again = xi_tong.post("/admin-desk/units/new/", {**told, "region": "610402"})
    assert again.status_code == 422 and "已存在" in words(again)
    xi_tong.post("/admin-desk/units/610402-SJ/", {"name": "秦都区市场局", "short_name": "区市场局", "phone": ""})
    assert Unit.objects.get(code="610402-SJ").name == "秦都区市场局"
    assert "秦都区市场局" in words(xi_tong.get("/admin-desk/units/", {"region": "610402", "q": "市场"}))
    assert xi_tong.get("/admin-desk/units/none/").status_code == 404


# ---- SEC ---------------------------------------------------------------------------------------------------


def test_what_is_decided_already_is_said_on_the_list(town: Town) -> None:
    bao_mi = as_person(town, "bao_mi")
    answer = bao_mi.post("/admin-desk/grants/999/grant/")
    assert answer.status_code == 409 and "已经处理过" in words(answer)


def test_declining_without_a_reason_is_refused_and_with_one_is_kept(town: Town) -> None:
    bao_mi = as_person(town, "bao_mi")
    told = {"role": "MBO", "unit": "610400-YSB", "valid_from": "2019-12-09", "reason": "借调"}
    act(as_person(town, "xi_tong"), town.accounts["wang_gong"], "post", **told)
    key = PostingProposal.objects.get().pk
    assert bao_mi.post(f"/admin-desk/grants/{key}/decline/", {"note": ""}).status_code == 422
    assert bao_mi.post(f"/admin-desk/grants/{key}/decline/", {"note": "没有批文"}).status_code == 302
    assert "没有批文" in words(bao_mi.get("/admin-desk/grants/", {"state": "DECLINED"}))
    assert "没有批文" in words(bao_mi.get("/admin-desk/grants/export.csv", {"state": ""}))


def test_a_key_is_shown_once_and_revoked(town: Town) -> None:
    bao_mi = as_person(town, "bao_mi")
    told = {"account": town.accounts["hotline"].pk, "scopes": ["appeals:submit"]}
    key = shown_once(bao_mi.post("/admin-desk/keys/", told))
    headers = {"Authorization": f"Bearer {key}"}
    assert Client().get("/api/v1/appeals", headers=headers).status_code == 200
    listed = words(bao_mi.get("/admin-desk/keys/"))
    assert key not in listed and key.split("_")[1] in listed
    bao_mi.post(f"/admin-desk/keys/{key.split('_')[1]}/revoke/")
    assert Client().get("/api/v1/appeals", headers=headers).status_code == 401
    assert ApiKey.objects.get().revoked_at == MONDAY


def test_a_key_needs_a_partner_and_a_scope(town: Town) -> None:
    bao_mi = as_person(town, "bao_mi")
    for told in ({"account": town.accounts["chen_jing"].pk, "scopes": ["appeals:submit"]}, {}):
        assert bao_mi.post("/admin-desk/keys/", told).status_code == 422
    assert not ApiKey.objects.exists()


def test_session_rules_stay_within_the_law(town: Town) -> None:
    bao_mi = as_person(town, "bao_mi")
    told = {"staff_idle_minutes": 45, "staff_hours": 8, "company_idle_days": 7, "company_days": 30}
    answer = bao_mi.post("/admin-desk/sessions/", told)
    assert answer.status_code == 422 and "等保三级" in words(answer)
    assert bao_mi.post("/admin-desk/sessions/", {**told, "staff_idle_minutes": 15}).status_code == 302
    assert directory.session_terms().staff_idle_minutes == 15


def test_sec_ends_a_lock(town: Town) -> None:
    account = town.accounts["chen_jing"]
    for _ in range(5):
        Client().post("/sign-in/staff/", {"login": account.login, "password": "Wrong-2019"})
    bao_mi = as_person(town, "bao_mi")
    assert "已锁定" in words(bao_mi.get("/admin-desk/accounts/", {"state": "locked"}))
    act(bao_mi, account, "unlock", reason="本人来电，已核身份")
    assert Client().post("/sign-in/staff/", {"login": account.login, "password": PASSWORD}).status_code == 302


# ---- AUD ---------------------------------------------------------------------------------------------------


def test_the_auditor_finds_facts_by_person_verb_subject_and_time(town: Town, submitted: Appeal) -> None:
    shen_ji = as_person(town, "shen_ji")
    found = words(shen_ji.get("/admin-desk/audit/", {"person": "李敏"}))
    assert "outreach.appeal.submitted" in found and submitted.case.number in found
    key = town.accounts["li_min"].pk
    for asked in (
        {"person": f"#{key}"},
        {"verb": "outreach.appeal"},
        {"subject": submitted.case.number[:6]},
        {"since": "2019-12-09", "until": "2019-12-09"},
    ):
        assert submitted.case.number in words(shen_ji.get("/admin-desk/audit/", asked)), asked
    for asked in ({"person": "无此人"}, {"verb": "cases"}, {"since": "2019-12-10"}, {"until": "2019-12-08"}):
        assert "没有符合条件的" in words(shen_ji.get("/admin-desk/audit/", asked)), asked


def test_every_look_and_every_export_is_a_fact(town: Town, submitted: Appeal) -> None:
    shen_ji = as_person(town, "shen_ji")
    shen_ji.get("/admin-desk/audit/", {"person": "李敏"})
    b"".join(shen_ji.get("/admin-desk/audit/export.csv", {"verb": "outreach"}))
    facts = journal.timeline(f"account:{town.shen_ji.id}", include_internal=True)
    told = [(fact.verb, fact.data) for fact in facts if fact.verb.startswith("journal.")]
    assert told[0] == ("journal.audit.read", {"person": "李敏"})
    assert ("journal.audit.exported", {"verb": "outreach"}) in told


def test_phones_in_facts_are_masked_for_the_auditor(town: Town) -> None:
    services.open_account(actor=SYSTEM_ACTOR, entry=AccountEntry("new.person", "新人"), at=MONDAY)
    Fact.objects.filter(verb="directory.account.opened").update(data={"note": "回拨 13891001234，编号 20191209000123"})
    page = words(as_person(town, "shen_ji").get("/admin-desk/audit/", {"verb": "directory.account.opened"}))
    assert "138****1234" in page and "13891001234" not in page and "20191209000123" in page


@pytest.mark.parametrize("day", ["2019-13-01", "昨天", "0001-01-01", "9999-12-31"])
def test_a_day_that_is_none_or_at_the_end_of_time_is_no_fault_of_ours(town: Town, day: str) -> None:
    shen_ji = as_person(town, "shen_ji")
    for name in ("since", "until"):
        assert shen_ji.get("/admin-desk/audit/", {name: day}).status_code in (200, 422)


def test_the_auditor_sees_no_business_page_and_keeps_nothing(town: Town, submitted: Appeal) -> None:
    shen_ji = as_person(town, "shen_ji")
    assert shen_ji.get(f"/outreach/desk/{submitted.case.number}/").status_code == 403
    assert shen_ji.get(f"/api/v1/appeals/{submitted.case.number}").status_code == 403
    assert act(shen_ji, town.accounts["chen_jing"], "switch_off", reason="x").status_code == 403


@pytest.mark.parametrize(
    "address",
    ["accounts/new/", "accounts/1/switch_off/", "units/new/", "grants/1/grant/", "grants/1/decline/", "keys/",
     "keys/none/revoke/", "sessions/"],
)  # fmt: skip
def test_no_administrators_form_is_taken_without_its_token(town: Town, address: str) -> None:
    for person in ("xi_tong", "bao_mi"):
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(town.accounts[person])
        assert strict.post(f"/admin-desk/{address}", {"reason": "x"}).status_code == 403


def test_each_administrators_navigation_holds_the_own_pages_only(town: Town) -> None:
    pages = {
        "xi_tong": {"accounts", "units"},
        "bao_mi": {"accounts", "grants", "keys", "sessions"},
        "shen_ji": {"audit"},
        "chen_jing": set(),
    }
    for person, own in pages.items():
        found = set(re.findall(r'href="/admin-desk/(\w+)/"', words(as_person(town, person).get("/account/"))))
        assert found == own, person
