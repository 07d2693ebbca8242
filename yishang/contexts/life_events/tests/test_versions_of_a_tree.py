"""A tree's table goes out, is changed, comes in as a draft, and is published by somebody else; what was, stays."""

import csv
from datetime import date, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from yishang.contexts.life_events import queries, rules, services
from yishang.kernel.directory.rules import Actor, Role

TODAY = date(2019, 12, 9)
COUNTS = {"stages": 4, "themes": 36, "events": 59, "items": 200}
ZHAO, QIAN = Actor(901, "赵敏", Role.MBO, city_code="610400"), Actor(902, "钱进", Role.MBO, city_code="610400")
CLERK = Actor(903, "孙浩", Role.DEP)
Table = list[list[str]]


@pytest.fixture
def rows(db: None, frozen_site: datetime) -> Table:
    services.load_catalogs()
    names = queries.item_names(TODAY)
    return [list(row) for row in rules.rows_of(queries.tree("natural", on=TODAY), names)]


def file_of(rows: Table, folder: Path) -> Path:
    path = folder / "tree.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as table:
        csv.writer(table).writerows([rules.HEAD, *rows])
    return path


def load(rows: Table, folder: Path, at: datetime, actor: Actor = ZHAO, **given: object) -> None:
    told = {"declared": COUNTS, "reason": "演示改动", **given}
    services.load_tree(actor=actor, tree="natural", path=file_of(rows, folder), at=at, **told)  # type: ignore[arg-type]


def changed(rows: Table) -> Table:
    """Rename an event, move another to another theme, put an item of one event on another too."""
    row = {one[1]: one for one in rows if one[0] != "事项"}
    row["N3101"][3] = "办护照和通行证"
    row["N3062"][2] = "N309"
    item = next(one for one in rows if one[0] == "事项" and one[2] == "N3091")
    return [*rows, [item[0], item[1], "N3092", item[3], "", "", "选办", ""]]


def test_a_changed_table_becomes_a_version_of_its_own(rows: Table, tmp_path: Path, frozen_site: datetime) -> None:
    load(changed(rows), tmp_path, frozen_site)
    draft = queries.draft_of("natural")
    assert draft is not None
    told = [one.words for one in rules.differences(queries.tree("natural", on=TODAY), queries.made(draft), {})]
    assert "事件“办护照”改名为“办护照和通行证”" in told
    assert "事件“租房”从“住房保障”移到“房屋购置”" in told
    assert any("加进事件“购买二手房”" in one for one in told)
    assert len(told) == 3
    services.publish_tree(actor=QIAN, tree="natural", on=date(2020, 1, 15), at=frozen_site)
    assert queries.tree("natural", on=TODAY).nodes["N3101"].name == "办护照"
    assert queries.tree("natural", on=date(2020, 1, 15)).nodes["N3101"].name == "办护照和通行证"


def test_what_stands_against_a_version(rows: Table, tmp_path: Path, frozen_site: datetime) -> None:
    with pytest.raises(rules.NothingChanged):
        load(rows, tmp_path, frozen_site)
    with pytest.raises(rules.TreeNotYours):
        load(changed(rows), tmp_path, frozen_site, actor=CLERK)
    with pytest.raises(rules.NoDraft):
        services.publish_tree(actor=QIAN, tree="natural", on=TODAY, at=frozen_site)
    load(rows, tmp_path, frozen_site, declared=COUNTS | {"items": 201})
    with pytest.raises(rules.OwnDraft):
        services.publish_tree(actor=ZHAO, tree="natural", on=TODAY, at=frozen_site)
    with pytest.raises(rules.CountsDiffer, match="声明 201 个事项，实有 200 个"):
        services.publish_tree(actor=QIAN, tree="natural", on=TODAY, at=frozen_site)
    services.drop_tree(actor=ZHAO, tree="natural", at=frozen_site)
    assert queries.draft_of("natural") is None


def test_each_fault_is_told_at_its_row(rows: Table, tmp_path: Path, frozen_site: datetime) -> None:
    at = {one[1]: place for place, one in enumerate(rows, 1) if one[0] != "事项"}
    rows[at["N102"] - 1][2] = "N9"
    rows[at["N103"] - 1][3] = rows[at["N101"] - 1][3]
    rows.append(["事项", "619999999999", "N3091", "", "", "", "必办", ""])
    with pytest.raises(rules.TableRefused) as refused:
        load(rows, tmp_path, frozen_site)
    told = dict(refused.value.told)
    assert "没有上级 N9" in told[at["N102"]]
    assert "同一上级下有 2 个" in told[at["N103"]]
    assert "没有的事项 619999999999" in told[len(rows)]
    rows[0][0], rows[1][1] = "树干", "L101"
    with pytest.raises(rules.TableRefused, match=r"类别“树干”.*须以“N”开头"):
        load(rows, tmp_path, frozen_site)


def test_an_old_version_opens_by_its_day_and_says_what_changed(
    rows: Table, tmp_path: Path, frozen_site: datetime, client: Client
) -> None:
    load(changed(rows), tmp_path, frozen_site)
    services.publish_tree(actor=QIAN, tree="natural", on=TODAY, at=frozen_site)
    tree, versions = (reverse(f"life_events:{page}", args=["natural"]) for page in ("tree", "versions"))
    assert "办护照和通行证" in client.get(tree).content.decode()
    old = client.get(tree, {"on": "2019-11-30"}).content.decode()
    assert "办护照和通行证" not in old
    assert "这不是今天的树" in old
    assert "从第 1 版到第 2 版改了什么" in client.get(versions).content.decode()
    assert client.get(tree, {"on": "2018-01-01"}).status_code == 404
    assert "不是日期" in client.get(tree, {"on": "昨天"}).content.decode()


def test_the_command_checks_before_it_changes_anything(rows: Table, tmp_path: Path) -> None:
    told, file = StringIO(), file_of(changed(rows), tmp_path)
    call_command("tree", "load", "natural", str(file), "--dry-run", stdout=told)
    assert "改名：事件“办护照”改名为“办护照和通行证”" in told.getvalue()
    assert queries.versions("natural").count() == 1
    later = "--on=2019-12-20"
    call_command("tree", "load", "natural", str(file), "--reason", "演示", later, stdout=told)
    assert queries.versions("natural").count() == 2
    call_command("tree", "write", "natural", str(tmp_path / "out.csv"), stdout=told)
    assert "办护照" in (tmp_path / "out.csv").read_text(encoding="utf-8-sig")
