"""Versions of a tree: load a table as a draft, publish it from a day on, or drop it; what was published stays."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate

from yishang.contexts.life_events import queries, rules
from yishang.contexts.life_events.models import TreeVersion
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import SYSTEM_ACTOR, Actor
from yishang.kernel.intake import services as intake
from yishang.kernel.journal import services as journal

MOST = 20_000  # rows of a table
LONGEST_REASON = 200


def read_table(*, path: Path, tree: str, on: date) -> rules.Read:
    """What a table file says, judged but not kept. Raises UnusableTable, TableRefused, TreeNotFound."""
    if tree not in rules.TITLES:
        raise queries.not_found()
    whole = intake.read_whole(path=path, fields=rules.TABLE, most=MOST)
    if whole.findings:
        raise rules.TableRefused([(one.row, f"{one.column}：{one.reason}") for one in whole.findings])
    return rules.read_tree(whole.rows, tree=tree, known=queries.item_numbers(on))


@transaction.atomic
def load_tree(
    *, actor: Actor, tree: str, path: Path, declared: Mapping[str, int], reason: str, at: datetime
) -> TreeVersion:
    """Keep a table as the tree's draft, in place of an earlier draft.

    Raises TreeNotYours, InvalidInput without a reason, what read_table raises, NothingChanged.
    """
    rules.check_keeper(actor)
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise InvalidInput({"reason": f"请写明为什么改，最多 {LONGEST_REASON} 个字。"})
    read = read_table(path=path, tree=tree, on=localdate(at))
    content = rules.written(read.nodes, read.items)
    digest = rules.digest_of(content)
    if digest == queries.tree(tree, on=localdate(at)).digest:
        raise rules.NothingChanged("表格与现在的树一样。", next_step="请确认选对了文件。")
    TreeVersion.objects.filter(tree=tree, is_draft=True).delete()
    version = TreeVersion.objects.create(
        tree=tree, number=_next(tree), digest=digest, content=content, declared=dict(declared), reason=reason.strip(),
        loaded_by_id=actor.id, loaded_by_name=actor.name, loaded_at=at,
    )  # fmt: skip
    _note(actor, version, "loaded", at)
    return version


@transaction.atomic
def publish_tree(*, actor: Actor, tree: str, on: date, at: datetime) -> TreeVersion:
    """Let the draft hold from a day on.

    Raises TreeNotYours, NoDraft, OwnDraft for whoever loaded it, CountsDiffer, InvalidInput for a day in the past or
    not after the version before.
    """
    rules.check_keeper(actor)
    version = _draft(tree)
    rules.check_other(actor, loaded_by_id=version.loaded_by_id)
    rules.check_counts(queries.made(version), rules.Count(**version.declared))
    _check_day(tree, on, today=localdate(at))
    version.is_draft, version.effective_from = False, on
    version.published_by_name, version.published_at = actor.name, at
    version.save(update_fields=["is_draft", "effective_from", "published_by_name", "published_at"])
    _note(actor, version, "published", at)
    return version


@transaction.atomic
def drop_tree(*, actor: Actor, tree: str, at: datetime) -> None:
    """Forget the draft. Raises TreeNotYours, NoDraft."""
    rules.check_keeper(actor)
    version = _draft(tree)
    _note(actor, version, "dropped", at)
    version.delete()


@transaction.atomic
def load_packaged() -> None:
    """Publish the trees that come with the platform, each as of its day, unless the tree has versions already."""
    known = set(TreeVersion.objects.values_list("tree", flat=True))
    for tree, day in queries.BEGINS.items():
        if tree in known:
            continue
        whole, at = queries.authored(tree), queries.morning(day)
        version = TreeVersion.objects.create(
            tree=tree, number=1, is_draft=False, digest=whole.digest, content=queries.authored_content(tree),
            declared=asdict(rules.DECLARED[tree]), reason="首次发布", effective_from=day,
            loaded_by_name=SYSTEM_ACTOR.name, loaded_at=at, published_by_name=SYSTEM_ACTOR.name, published_at=at,
        )  # fmt: skip
        _note(SYSTEM_ACTOR, version, "published", at)


def _check_day(tree: str, on: date, *, today: date) -> None:
    last = TreeVersion.objects.filter(tree=tree, is_draft=False).aggregate(day=Max("effective_from"))["day"]
    if on < today:
        raise InvalidInput({"on": "生效日期不能早于今天。"})
    if last and on <= last:
        raise InvalidInput({"on": f"生效日期须晚于上一版的 {last:%Y-%m-%d}。"})


def _draft(tree: str) -> TreeVersion:
    version = TreeVersion.objects.select_for_update().filter(tree=tree, is_draft=True).first()
    if version is None:
        raise rules.NoDraft("没有待发布的版本。", next_step="请先载入表格。")
    return version


def _next(tree: str) -> int:
    last: int | None = TreeVersion.objects.filter(tree=tree).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def _note(actor: Actor, version: TreeVersion, what: str, at: datetime) -> None:
    data = {"version": version.number, "digest": version.digest, "reason": version.reason}
    day = {"from": version.effective_from.isoformat()} if version.effective_from else {}
    journal.record(
        actor=actor, verb=f"life_events.tree.{what}", subject=f"tree:{version.tree}", at=at, data=data | day,
        internal=True,
    )  # fmt: skip
