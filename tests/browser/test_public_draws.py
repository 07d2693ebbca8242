"""A citizen recomputes a draw in the own browser, and finds every damaged copy out at the place the console names."""

import json
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, OpenWindow
from yishang.kernel.draw import queries, rules, services
from yishang.kernel.draw.tests import test_drand_decides as drand
from yishang.kernel.draw.tests import test_draw_with_officers as lots
from yishang.kernel.draw.tests.conftest import MORNING, promised
from yishang.kernel.journal.rules import SYSTEM

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Files = dict[str, bytes]
ONE_BYTE_CHANGES = 60


@pytest.fixture
def files() -> Files:
    """A draw with teams and recusals, then a replacement and somebody who stepped aside."""
    lots.commit()
    lots.reveal_all()
    outcome = queries.outcome(lots.OWN)
    out = next(iter(outcome.teams))
    services.replace_selected(actor=SYSTEM, draw_id=lots.OWN, out=out, reason="已迁出", at=lots.MONDAY)
    candidate, team = next(iter(queries.outcome(lots.OWN).teams.items()))
    services.reassign(
        actor=SYSTEM, draw_id=lots.OWN, candidate=candidate, officer_out=team[1], reason="有亲属", at=lots.MONDAY
    )
    return queries.record_files(lots.OWN)


@pytest.fixture
def checker(open_window: OpenWindow) -> Iterator[Callable[[Files], str]]:
    """Hand files to the page as from one's own disk; the place at which it says FAIL, or "" for a true record."""
    page = open_window(DESK)
    page.goto("/draws/check/")

    def check(given: Files) -> str:
        page.evaluate("document.querySelector('[data-verify]').removeAttribute('data-proof')")
        chosen = [{"name": name, "mimeType": "text/plain", "buffer": data} for name, data in given.items()]
        page.set_input_files("[data-own-files]", files=chosen)  # type: ignore[arg-type]
        expect(page.locator("[data-proof]")).to_have_count(1)
        said = page.locator("[data-proof-side]").inner_text().removeprefix(" · ").removeprefix("· ")
        if page.locator("[data-proof=same]").count():
            expect(page.locator("[data-unchecked]")).to_be_visible(visible=b'"drand"' in given["record.json"])
            return ""
        return said.partition("：")[0].strip()

    yield check


def told_by_the_console(given: Files) -> str:
    try:
        rules.verify_record(given)
    except rules.DrawRefusal as refusal:
        return refusal.place
    return ""


def rewritten(given: Files, change: Callable[[dict], object], name: str = "record.json") -> Files:
    value = json.loads(given[name])
    change(value)
    return given | {name: rules.canonical_json(value) + (b"\n" if name == "record.json" else b"")}


DAMAGES: list[Callable[[Files], Files]] = [
    lambda it: {name: data for name, data in it.items() if name != "pool.tsv"},
    lambda it: it | {"record.json": it["record.json"] + b"\n"},
    lambda it: it | {"record.json": b"\xef\xbb\xbf" + it["record.json"]},
    lambda it: it | {"record.json": it["record.json"].replace(b'{"commitment"', b'{"seed":"","commitment"', 1)},
    lambda it: it | {"record.json": it["record.json"].replace(b'"max_load":40', b'"max_load":40.0', 1)},
    lambda it: it | {"record.json": it["record.json"].replace(b'"version":1', b'"version":true', 1)},
    lambda it: rewritten(it, lambda one: one["commitment"].update(title="换了名称")),
    lambda it: rewritten(it, lambda one: one["commitment"].update(created_at="2019-02-30T09:00:00+08:00")),
    lambda it: rewritten(it, lambda one: one["commitment"]["strata"][0].update(take=99)),
    lambda it: rewritten(it, lambda one: one["commitment"]["beacon"].update(kind="dice")),
    lambda it: rewritten(it, lambda one: one["commitment"].update(note="x")),
    lambda it: rewritten(it, lambda one: one.update(commitment_sha256="0" * 64)),
    lambda it: rewritten(it, lambda one: one.update(seed="0" * 64)),
    lambda it: rewritten(it, lambda one: one["reveals"].pop()),
    lambda it: rewritten(it, lambda one: one["reveals"].__setitem__(1, "00" * 32)),
    lambda it: rewritten(it, lambda one: one["reveals"].__setitem__(0, "AB" * 16)),
    lambda it: rewritten(it, lambda one: one["selected"].reverse()),
    lambda it: rewritten(it, lambda one: one["selected"].pop()),
    lambda it: rewritten(it, lambda one: one["selected"][1].update(score="0" * 64)),
    lambda it: rewritten(it, lambda one: one["selected"][2].update(stratum="S9")),
    lambda it: rewritten(it, lambda one: one["teams"][0]["officers"].reverse()),
    lambda it: rewritten(it, lambda one: one["teams"].pop()),
    lambda it: rewritten(it, lambda one: one["teams"][1].update(id=one["teams"][0]["id"])),
    lambda it: rewritten(it, lambda one: one["unassigned"].append({"id": "x", "lacking": []})),
    lambda it: it | {"pool.tsv": it["pool.tsv"][:-1]},
    lambda it: it | {"pool.tsv": it["pool.tsv"] + it["pool.tsv"].splitlines(keepends=True)[-1]},
    lambda it: it | {"pool.tsv": b"".join(it["pool.tsv"].splitlines(keepends=True)[1:])},
    lambda it: it | {"pool.tsv": it["pool.tsv"].replace(b"\tS1", b"\tS7", 1)},
    lambda it: it | {"officers.tsv": it["officers.tsv"].replace(b"unit:ZJ", b"unit:ZZ", 1)},
    lambda it: it | {"officers.tsv": b""},
    lambda it: it | {"recusals.tsv": b""},
    lambda it: it | {"recusals.tsv": it["recusals.tsv"] + b"z\tz\n"},
    lambda it: rewritten(it, lambda one: one[0].update(previous="0" * 64), "events.json"),
    lambda it: rewritten(it, lambda one: one[1].update(previous="0" * 64), "events.json"),
    lambda it: rewritten(it, lambda one: one[0].update({"in": one[0]["out"]}), "events.json"),
    lambda it: rewritten(it, lambda one: one[0].update(out="nobody"), "events.json"),
    lambda it: rewritten(it, lambda one: one[0].update(reason=""), "events.json"),
    lambda it: rewritten(it, lambda one: one[0].update(kind="party"), "events.json"),
    lambda it: rewritten(it, lambda one: one.pop(0), "events.json"),
]


def test_every_damaged_copy_fails_in_the_browser_where_the_console_says(
    checker: Callable[[Files], str], files: Files
) -> None:
    assert checker(files) == told_by_the_console(files) == ""
    found = [(checker(copy), told_by_the_console(copy)) for copy in (damage(files) for damage in DAMAGES)]
    assert [one for one in enumerate(found) if one[1][0] != one[1][1]] == []
    assert all(place for place, _ in found)


def test_one_changed_byte_anywhere_is_found_in_the_same_place(checker: Callable[[Files], str], files: Files) -> None:
    dice, differing = random.Random(5), []  # the same changes in every run
    for _ in range(ONE_BYTE_CHANGES):
        name = dice.choice(sorted(files))
        data = bytearray(files[name])
        if not data:
            continue
        at = dice.randrange(len(data))
        data[at] ^= 1 << dice.randrange(8)
        copy = files | {name: bytes(data)}
        places = checker(copy), told_by_the_console(copy)
        if places[0] != places[1] or not places[0]:
            differing.append((name, at, *places))
    assert differing == []


def test_a_large_pool_is_recomputed_and_a_fraction_of_it_found_out(checker: Callable[[Files], str]) -> None:
    pool = rules.pool_bytes({f"S{part}": [f"{part}{each:07d}" for each in range(5_000)] for part in (1, 2)})
    values = (b"\x07" * 16, b"\x08" * 16)
    commitment = rules.compose_commitment(
        draw_id="CJ-2", title="", created_at=MORNING, pool_sha256=rules.sha256_hex(pool),
        strata=[rules.Stratum("S1", 5_000, 150, ()), rules.Stratum("S2", 5_000, 5_000, ())],
        beacon=rules.WitnessBeacon(tuple(promised(*values))),
    )  # fmt: skip
    record = rules.make_record(commitment=commitment, reveals=[one.hex() for one in values], pool=pool)
    whole = rules.record_files(rules.record_bytes(record), pool)

    assert checker(whole) == ""
    assert checker(rewritten(whole, lambda one: one["selected"][5_100].update(id="10000000"))) == "selected/5100/id"


def test_a_round_of_drand_is_recomputed_and_its_signature_said_to_be_unchecked(checker: Callable[[Files], str]) -> None:
    pool = rules.pool_bytes({"S1": ["a", "b", "c"]})
    commitment = rules.compose_commitment(
        draw_id="CJ-3", title="", created_at=datetime.fromtimestamp(drand.GENESIS, UTC),
        pool_sha256=rules.sha256_hex(pool), strata=[rules.Stratum("S1", 3, 1, ())], beacon=drand.named(),
    )  # fmt: skip
    record = rules.make_record(commitment=commitment, reveals=drand.spoken(), pool=pool)
    whole = rules.record_files(rules.record_bytes(record), pool)

    assert checker(whole) == ""
    other = rewritten(whole, lambda one: one["beacon"].update(signature="ab" * 48))
    assert checker(other) == "seed"  # the console, which can tell, names the signature
    assert checker(rewritten(whole, lambda one: one["beacon"].update(round=4))) == "beacon/round"


def test_a_citizen_watches_two_witnesses_decide_and_recomputes(open_window: OpenWindow, demo_town: datetime) -> None:
    phones, citizen = _invited(open_window, demo_town), open_window(PHONE)
    promises = queries.promised_witnesses().order_by("pk")
    beacon = rules.WitnessBeacon.of(
        {"id": f"w{one.pk}", "role": f"{one.role} {one.name}", "commitment": one.commitment} for one in promises
    )
    lots.commit(beacon=beacon, at=demo_town)
    citizen.goto(f"/draws/{lots.OWN}/")
    expect(citizen.get_by_text("还没有公布")).to_have_count(2)
    for phone in phones:
        phone.reload()
        expect(phone.get_by_text("可以公布")).to_be_visible()
        phone.get_by_role("button", name="公布我的数").click()
        expect(phone.get_by_text("您的数已经公布")).to_be_visible()

    citizen.reload()
    citizen.get_by_role("button", name="在我的浏览器里复算").click()
    expect(citizen.get_by_text("您的浏览器已重算，完全一致")).to_be_visible()
    code = lots.SHOPS[3]
    citizen.get_by_label("统一社会信用代码").fill(code)
    citizen.get_by_label("随机串").fill(queries.nonce_of(lots.OWN, code))
    citizen.get_by_role("button", name="查一下").click()
    is_drawn = code in dict(queries.outcome(lots.OWN).selected)
    expect(citizen.locator("[data-found] b")).to_have_text("抽中" if is_drawn else "没有抽中")
    citizen.get_by_label("随机串").fill("00" * 16)
    citizen.get_by_role("button", name="查一下").click()
    expect(citizen.locator("[data-found] b")).to_have_text("没有找到")


def test_a_phone_that_lost_the_value_says_so(open_window: OpenWindow, demo_town: datetime) -> None:
    phones = _invited(open_window, demo_town)
    lots.commit(
        beacon=rules.WitnessBeacon.of(
            {"id": f"w{one.pk}", "role": one.role, "commitment": one.commitment} for one in queries.promised_witnesses()
        ),
        at=demo_town,
    )
    phones[0].evaluate("localStorage.clear()")
    phones[0].reload()
    expect(phones[0].get_by_text("没有存着您的数")).to_be_visible()
    expect(phones[0].get_by_text("数丢了怎么办")).to_be_visible()


def _invited(open_window: OpenWindow, now: datetime) -> list[Page]:
    """Two witnesses who have opened their links and promised, each on a phone of their own."""
    phones = []
    for name, role in (("李敏", "企业代表"), ("王记", "记者")):
        _, token = services.invite_witness(
            actor=SYSTEM, name=name, role=role, matter="联合抽查", expires_at=now.replace(day=20), at=now
        )
        phone = open_window(PHONE)
        phone.goto(f"/witness/{token}/")
        phone.get_by_role("button", name="生成并提交摘要").click()
        expect(phone.get_by_text("摘要已经收到")).to_be_visible()
        phones.append(phone)
    return phones
