"""The facts of an item as the timeline tells them."""

from typing import Any

from yishang.kernel.catalog import rules as catalog

VERBS = {
    "catalog.item.drafted": "起草",
    "catalog.item.edited": "修改草稿",
    "catalog.item.submitted": "送审",
    "catalog.item.reviewed": "审核通过",
    "catalog.item.returned": "退回修改",
    "catalog.item.published": "发布",
    "catalog.item.retired": "停用",
    "catalog.county.deviation_asked": "申请县区差异",
    "catalog.county.deviation_decided": "审定县区差异",
    "catalog.county.followed": "恢复跟随市级文本",
    "catalog.county.objected": "对新文本提出异议",
    "catalog.county.objection_decided": "答复异议",
}
TONES = {"catalog.item.published": "green", "catalog.item.retired": "red", "catalog.item.returned": "amber"}


def told(fact: Any) -> dict[str, Any]:
    """One entry of components/timeline.html out of a fact."""
    data = fact.data
    version = f"第 {data['version']} 版" if "version" in data else ""
    said = [
        catalog.DEVIABLE.get(str(data.get("element", "")), ""),
        f"从 {data['from']} 起生效" if data.get("from") else "",
        f"从 {data['on']} 起停用" if data.get("on") else "",
        f"改了：{'、'.join(data['changed'])}" if data.get("changed") else "",
        {True: "同意", False: "不同意"}.get(data.get("agreed"), ""),
        {True: "采纳", False: "不采纳"}.get(data.get("upheld"), ""),
        str(data.get("reason") or ""),
        str(data.get("answer") or ""),
    ]
    return {
        "title": f"{VERBS.get(fact.verb, fact.verb)}{version}",
        "meta": fact.actor_name,
        "body": "；".join(filter(None, said)),
        "tone": TONES.get(fact.verb, ""),
        "at": fact.at,
    }
