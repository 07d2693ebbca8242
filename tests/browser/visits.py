"""Which pages there are, and who opens each: every route of the site that answers a person's GET with a page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse

from tests.browser.bundled_town import pages_of_bundles
from tests.browser.grown_trees import pages_of_trees
from tests.browser.helped_town import pages_of_policies
from tests.browser.inspected_town import pages_of_inspections
from tests.browser.listed_town import pages_of_credit
from tests.browser.public_town import pages_of_public
from tests.browser.reported_town import pages_of_reports
from tests.browser.standard_items import pages_of_standards
from tests.browser.visited_town import pages_of_visits
from yishang.contexts.outreach import queries
from yishang.contexts.outreach.tests.conftest import Town
from yishang.kernel.cases.rules import CaseNotVisible
from yishang.site.styleguide import PAGES as PIECES

STRANGER = ""
# Answers no page to a GET: files, pictures, machines, addresses that only take a form, and forwarding.
NO_PAGES = {
    "random_inspection:draw_file",
    "healthz", "map_drawing", "picture", "thumbnail", "sign_out", "choose_post", "search", "sign_out_everywhere",
    "choose_look", "keep_session", "outreach:saved_filter",
    "second_factor", "enrol_second_factor", "after_recovery_codes", "choose_password", "kept_form",  # on the way in
    "identity", "identity_callback",
    "wechat_sign_in", "wechat_bind", "wechat_unbind", "wechat_callback", "wechat_simulator", "wechat_messages",
    "outreach:reveal_contact", "outreach:retire_reply", "life_events:home", "life_events:poster_svg",
    "life_events:poster_pdf", "life_events:table", "life_events:publish", "life_events:drop",
    "administration:act", "administration:grant", "administration:decline", "administration:revoke_key",
    "administration:export_accounts", "administration:export_units", "administration:export_grants",
    "administration:export_keys", "administration:export_audit",
    "open_notice", "settle_unsent", "sms_receipts",
    "table_template", "accept_table", "drop_table", "table_report",
    "outreach:export", "outreach:export_workbook",
    "outreach:export_meetings", "outreach:export_tasks",
    "outreach:export_hotline", "outreach:export_hotline_day", "outreach:hotline_message", "outreach:settle_hotline",
    "policies:public_file", "policies:own_file", "policies:publish_policy", "policies:withdraw_policy",
    "policies:close_survey", "policies:batch_problems", "policies:confirm_many", "policies:export_policies",
    "policies:export_receipts", "policies:export_problems",
    "policies:export_tax", "policies:export_deals",
    "reports:freeze", "reports:draft", "reports:report_file", "reports:wall_now",
    "outreach:sample_file", "outreach:reveal_sample", "outreach:void_sample",
    "panoramas:picture", "panoramas:round_file", "panoramas:reveal_round", "panoramas:void_round",
    "open_data_catalog", "open_data_packages", "open_data_csv", "open_data_json", "open_data_package",
    "public_supervision:vote", "public_supervision:propose", "public_supervision:identity", "public_supervision:paper",
    "public_supervision:evidence_picture", "public_supervision:reports_after",
    "service_standards:demand_picture", "service_standards:demand_contact",
    "service_standards:item_step", "service_standards:decide_deviation", "service_standards:follow_again",
    "service_standards:object_to", "service_standards:decide_objection",
    "public_draw_file", "witness", "witness_promise", "witness_reveal",
    "open_data_archive", "open_data_dataset", "open_data_row",  # test_open_data.py reads these
    "bundles:export", "credit:hint", "credit:certify", "credit:publish", "credit:export", "credit:export_records",
    "random_inspection:worker", "random_inspection:manifest", "random_inspection:inspections_export",
    "random_inspection:rate_inspection", "random_inspection:take_lead", "random_inspection:take_licence",
    "visits:worker", "visits:manifest", "visits:mark_quiet", "visits:end_quiet", "visits:export",
}  # fmt: skip
MACHINES = ("api", "open311")
OFFICIALS = ("chen_jing", "yang_ping", "wang_gong", "du_cha", "guo_zheng")
HOLDERS_OF_OTHER_POSTS = ("xi_tong", "bao_mi", "shen_ji")


@dataclass(frozen=True)
class Visit:
    """One person (a field of Town) opens one address and gets this status."""

    who: str
    address: str
    status: int = 200


def every_visit(town: Town, numbers: dict[str, str], now: datetime) -> list[Visit]:
    """All of them, person by person, each once."""
    drawn = [numbers[name] for name in ("drawn", "frozen", "void", "flown_drawn")]
    found = [*_of_strangers(drawn), *_of_everybody(), *_of_the_company(numbers), *_of_sponsors(numbers), *_of_refused()]
    found += [*_from_above(numbers), *_of_officials(numbers), *_of_administrators(town), *_of_moves(town, numbers, now)]
    found += [Visit(who, address) for who, address in pages_of_policies(numbers)]
    found += [Visit(who, address) for who, address in pages_of_visits(numbers)]
    found += [Visit(who, address) for who, address in pages_of_reports(numbers)]
    found += [Visit(who, address) for who, address in pages_of_public(numbers)]
    found += [Visit(who, address) for who, address in pages_of_inspections(numbers)]
    found += [Visit(who, address) for who, address in pages_of_credit(numbers)]
    found += [Visit(who, address) for who, address in pages_of_trees()]
    found += [Visit(who, address) for who, address in pages_of_standards(numbers)]
    found += [Visit(who, address) for who, address in pages_of_bundles(numbers)]
    return sorted(dict.fromkeys(found), key=lambda visit: visit.who)


def pages_never_visited(visits: list[Visit]) -> set[str]:
    """Routes of the resolver that nobody opens on this walk."""
    opened = {resolve(visit.address.partition("?")[0]).view_name for visit in visits if visit.status != 404}
    return set(_routes(get_resolver())) - opened - NO_PAGES


def _routes(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}"
        elif entry.namespace not in MACHINES:
            yield from _routes(entry, f"{entry.namespace}:" if entry.namespace else namespace)


def _of_strangers(drawn: list[str]) -> Iterator[Visit]:
    for name in (
        "home",
        "sign_in",
        "sign_in_staff",
        "seals",
        "styleguide",
        "open_data",
        "public_draws",
        "why_fair",
        "check_draw",
        "random_inspection:board",
    ):
        yield Visit(STRANGER, reverse(name))
    for piece in PIECES:
        yield Visit(STRANGER, reverse("styleguide_page", args=[piece]))
    yield Visit(STRANGER, "/sign-in/?next=/outreach/mine/")
    yield Visit(STRANGER, "/no-such-page/", 404)
    for draw in drawn:
        yield Visit(STRANGER, reverse("public_draw", args=[draw]))


def _of_everybody() -> Iterator[Visit]:
    for who in ("li_min", "chen_jing", "du_cha", *HOLDERS_OF_OTHER_POSTS):
        yield Visit(who, reverse("account"))
    for who in ("li_min", "chen_jing", "shen_ji"):
        yield Visit(who, reverse("notices"))
    for who in ("li_min", "chen_jing", "wang_gong", "xi_tong"):
        yield Visit(who, reverse("notice_preferences"))
    yield Visit("chen_jing", reverse("notice_wordings"))
    yield Visit("xi_tong", reverse("unsent_notices"))


def _of_administrators(town: Town) -> Iterator[Visit]:
    account = reverse("administration:account", args=[town.accounts["wang_gong"].pk])
    for who, names in (("xi_tong", ("accounts", "open_account", "units", "open_unit")), ("shen_ji", ("audit",))):
        for name in names:
            yield Visit(who, reverse(f"administration:{name}"))
    for name in ("accounts", "grants", "keys", "session_terms"):
        yield Visit("bao_mi", reverse(f"administration:{name}"))
    for who in ("xi_tong", "bao_mi"):
        yield Visit(who, account)
    yield Visit("xi_tong", reverse("administration:unit", args=["610402-YSB"]))
    yield Visit("xi_tong", reverse("change_password"))


def _of_refused() -> Iterator[Visit]:
    yield Visit("li_min", reverse("outreach:desk"), 403)
    yield Visit("chen_jing", reverse("outreach:mine"), 403)
    yield Visit("sun_hao", reverse("outreach:matter", args=["SQ-610402-20191209-0001"]), 404)


def _of_the_company(numbers: dict[str, str]) -> Iterator[Visit]:
    mine = reverse("outreach:mine")
    for heap in queries.HEAPS:
        yield Visit("li_min", f"{mine}?heap={heap}")
    yield Visit("sun_hao", mine)
    yield Visit("li_min", reverse("outreach:submit_appeal"))
    for state in ("SUBMITTED", "HANDLING", "PENDING", "REOPENED", "CLOSED", "ARCHIVED", "REJECTED", "WITHDRAWN"):
        yield Visit("li_min", reverse("outreach:matter", args=[numbers[state]]))
    yield Visit("li_min", reverse("outreach:matter", args=[numbers["SUBMITTED"]]) + "?submitted=1")
    yield Visit("li_min", reverse("outreach:matter_told", args=[numbers["CLOSED"]]))
    steps = (("SUBMITTED", "supplement"), ("SUBMITTED", "withdraw"), ("HANDLING", "urge"), ("CLOSED", "rate"))
    for state, move in steps:
        yield Visit("li_min", reverse("outreach:matter_move", args=[numbers[state], f"{move}_appeal"]))
    too_late = reverse("outreach:matter_move", args=[numbers["HANDLING"], "withdraw_appeal"])
    yield Visit("li_min", too_late, 409)


def _of_sponsors(numbers: dict[str, str]) -> Iterator[Visit]:
    for who in ("zhou_lian", "he_zhen", "fang_yuan"):
        yield Visit(who, reverse("outreach:mine"))
    for who in ("zhou_lian", "he_zhen", "guo_zheng"):
        yield Visit(who, reverse("outreach:waiting"))
    yield Visit("he_zhen", f"{reverse('outreach:waiting')}?heap=unhappy")
    yield Visit("zhou_lian", reverse("outreach:submit_appeal"))
    yield Visit("zhou_lian", reverse("outreach:matter", args=[numbers["CLOSED"]]))


def _of_keepers(numbers: dict[str, str]) -> Iterator[Visit]:
    """Who answers for whom, prepared words, several matters at once, a matter on paper."""
    for who in ("yang_ping", "chen_jing", "du_cha"):
        yield Visit(who, reverse("outreach:sponsors"))
    yield Visit("yang_ping", f"{reverse('outreach:sponsors')}?missing=any")
    for who in ("yang_ping", "du_cha"):
        yield Visit(who, reverse("outreach:subject", args=[numbers["subject"]]))
    yield Visit("yang_ping", reverse("outreach:hand_over"))
    yield Visit("yang_ping", f"{reverse('outreach:hand_over')}?leaving=ldr.何镇")
    yield Visit("wang_gong", reverse("outreach:replies"))
    yield Visit("wang_gong", reverse("outreach:reply", args=[numbers["reply"]]))
    yield Visit("chen_jing", reverse("outreach:batch_dispatch"))
    yield Visit("chen_jing", reverse("outreach:print_matter", args=[numbers["CLOSED"]]))


def _of_officials(numbers: dict[str, str]) -> Iterator[Visit]:
    desk = reverse("outreach:desk")
    for queue in ("all", "triage", "call_back", "overdue", "warned", "shelved"):
        yield Visit("chen_jing", f"{desk}?queue={queue}")
    yield Visit("chen_jing", f"{desk}?queue=all&star=3&channel=own&q=没有这件")
    yield Visit("chen_jing", reverse("outreach:saved_filters"))
    yield Visit("yang_ping", reverse("table_import"))
    yield Visit("chen_jing", f"{reverse('outreach:export_contacts')}?queue=all")
    yield Visit("yang_ping", reverse("table_upload", args=[numbers["table"]]))
    yield from _of_keepers(numbers)
    for who in OFFICIALS:
        yield Visit(who, desk)
        yield Visit(who, reverse("outreach:overview"))
    yield Visit("yang_ping", reverse("witness_invitations"))
    for who in ("yang_ping", "du_cha"):
        yield Visit(who, reverse("outreach:area_map"))
    yield Visit("chen_jing", reverse("outreach:desk_told", args=[numbers["ARCHIVED"]]))
    for state in ("ARCHIVED", "REJECTED", "REOPENED", "RULING", "PENDING"):
        yield Visit("chen_jing", reverse("outreach:desk_matter", args=[numbers[state]]))
    yield Visit("wang_gong", reverse("outreach:desk_matter", args=[numbers["HANDLING"]]))
    yield Visit("du_cha", reverse("outreach:desk_matter", args=[numbers["EVALUATED"]]))
    yield from _of_meetings(numbers)
    for who in ("chen_jing", "yang_ping"):
        yield Visit(who, reverse("outreach:topics"))
    yield Visit("yang_ping", f"{reverse('outreach:topics')}?proposed=1")
    yield Visit("yang_ping", reverse("outreach:topic", args=[numbers["topic"]]))
    for heap in ("by_hand", "kept", "out"):
        yield Visit("yang_ping", f"{reverse('outreach:hotline')}?heap={heap}")
    yield Visit("yang_ping", reverse("outreach:hotline_days"))
    yield Visit("du_cha", reverse("outreach:hotline_day", args=["2019-12-09"]))
    for who in ("chen_jing", "yang_ping", "du_cha"):
        yield Visit(who, reverse("outreach:samples"))
    for who, sample in (("chen_jing", "drawn"), ("yang_ping", "frozen"), ("chen_jing", "frozen"), ("du_cha", "void")):
        yield Visit(who, reverse("outreach:sample", args=[numbers[sample]]))


def _from_above(numbers: dict[str, str]) -> Iterator[Visit]:
    """Panoramas, alone and two beside each other, their project, rounds by month and by lot; the company's phone."""
    every = reverse("panoramas:panoramas")
    for who in ("chen_jing", "yang_ping", "du_cha", "wang_gong"):
        yield Visit(who, every)
    yield Visit("yang_ping", f"{every}?verdict=odd&month=2019-12&county=610402")
    yield Visit("chen_jing", reverse("panoramas:upload"))
    for who in ("chen_jing", "du_cha"):
        yield Visit(who, reverse("panoramas:project", args=[numbers["flown"]]))
        yield Visit(who, reverse("panoramas:panorama", args=[numbers["odd"]]))
    pair = f"?left={numbers['orderly']}&right={numbers['odd']}"
    yield Visit("chen_jing", reverse("panoramas:compare") + pair)
    for who in ("chen_jing", "yang_ping", "du_cha"):
        yield Visit(who, reverse("panoramas:rounds"))
    for who, found in (("chen_jing", "month"), ("yang_ping", "lot"), ("chen_jing", "lot"), ("yang_ping", "drawn")):
        yield Visit(who, reverse("panoramas:round", args=[numbers[f"flown_{found}"]]))
    yield Visit("li_min", reverse("panoramas:mine"))
    yield Visit("li_min", reverse("panoramas:mine_one", args=[numbers["orderly"]]))
    yield Visit("sun_hao", reverse("panoramas:mine"))


def _of_meetings(numbers: dict[str, str]) -> Iterator[Visit]:
    """The book of meetings, one, a new one from both ends; tasks as each post has them."""
    book, new = reverse("outreach:meetings"), reverse("outreach:new_meeting")
    for who in ("chen_jing", "yang_ping", "guo_zheng", "du_cha"):
        yield Visit(who, book)
    yield Visit("yang_ping", f"{book}?kind=SPECIAL&year=2019")
    yield Visit("chen_jing", reverse("outreach:meeting", args=[numbers["meeting"]]))
    yield Visit("guo_zheng", new)
    yield Visit("yang_ping", f"{new}?q=没有这件&choose=1")
    yield Visit("yang_ping", f"{new}?n={numbers['ESCALATED']}&n={numbers['HANDLING']}")
    for who in ("liu_gong", "chen_jing", "du_cha"):
        yield Visit(who, reverse("outreach:tasks"))
    yield Visit("yang_ping", f"{reverse('outreach:tasks')}?heap=all")
    yield Visit("liu_gong", reverse("outreach:desk_matter", args=[numbers["MET"]]))
    yield Visit("liu_gong", f"{reverse('outreach:desk')}?queue=assist")
    yield Visit("yang_ping", f"{reverse('outreach:desk')}?queue=meeting")
    yield Visit("li_min", reverse("outreach:matter", args=[numbers["MET"]]))
    yield Visit("liu_gong", reverse("outreach:task", args=[numbers["task"]]))
    moves = [("liu_gong", "task", "note_task"), ("liu_gong", "task", "report_task")]
    moves += [("chen_jing", "reported", "clear_task"), ("chen_jing", "reported", "return_task")]
    moves += [("yang_ping", "task", "cancel_task")]
    for who, task, move in moves:
        yield Visit(who, reverse("outreach:task_move", args=[numbers[task], move]))


def _of_moves(town: Town, numbers: dict[str, str], now: datetime) -> Iterator[Visit]:
    """The form of every move that is open to anybody at the desk, once each."""
    seen: set[str] = set()
    for who in ("chen_jing", "wang_gong", "yang_ping", "liu_gong"):
        for number in (number for number in numbers.values() if number.startswith("SQ-")):
            try:
                moves = {move.name for move in queries.detail(getattr(town, who), number, now=now).moves} - seen
            except CaseNotVisible:
                continue
            seen |= moves
            yield from (Visit(who, reverse("outreach:desk_move", args=[number, move])) for move in sorted(moves))
