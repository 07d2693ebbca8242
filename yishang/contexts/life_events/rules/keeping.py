"""Who keeps a tree, and what stands against publishing a version of it (handbook 3.1: 计数校验; 3.2: 维护)."""

from yishang.contexts.life_events.rules.posts import KEEPERS
from yishang.contexts.life_events.rules.tree import Count, Tree
from yishang.kernel.context import Refusal
from yishang.kernel.directory.rules import SYSTEM_ACTOR, Actor


class TreeNotYours(Refusal):
    """The post does not keep the trees."""

    status = 403


class OwnDraft(Refusal):
    """Whoever loaded a version does not publish it."""

    status = 403


class NoDraft(Refusal):
    """There is no version to publish or to drop."""


class NothingChanged(Refusal):
    """The table says what the tree says already."""

    status = 422


class CountsDiffer(Refusal):
    """The version has not as many of each as was declared."""

    status = 422


def check_keeper(actor: Actor) -> None:
    """Raise TreeNotYours unless the post keeps the trees."""
    if actor != SYSTEM_ACTOR and actor.role not in KEEPERS:
        raise TreeNotYours("生命树由市营商办维护。", next_step="请联系市营商办。")


def check_other(actor: Actor, *, loaded_by_id: int | None) -> None:
    """Raise OwnDraft for whoever loaded the version."""
    if actor.id is not None and actor.id == loaded_by_id:
        raise OwnDraft("自己载入的版本不能自己发布。", next_step="请另一位同事核对差异后发布。")


def check_counts(tree: Tree, declared: Count) -> None:
    """Raise CountsDiffer, naming each difference."""
    if told := differing(tree, declared):
        raise CountsDiffer("；".join(told), next_step="请改正表格，或改正声明数后重新载入。")


def differing(tree: Tree, declared: Count) -> list[str]:
    """Where a tree has more or fewer than was declared, in words."""
    there, words = tree.count(), {"stages": "阶段", "themes": "主题", "events": "事件", "items": "事项"}
    return [
        f"{tree.title}声明 {getattr(declared, name)} 个{word}，实有 {getattr(there, name)} 个。"
        for name, word in words.items()
        if getattr(there, name) != getattr(declared, name)
    ]
