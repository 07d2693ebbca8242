"""答复模板: which moves take prepared words, and what a template may name of the matter it is used for."""

import re
from collections.abc import Mapping

REPLY_FIELDS = {
    "dispatch_appeal": "note",
    "note_progress": "note",
    "close_appeal": "result_text",
    "reject_appeal": "reason",
    "request_return": "reason",
    "grant_return": "reason",
    "refuse_return": "reason",
    "request_extension": "reason",
    "grant_extension": "reason",
    "refuse_extension": "reason",
    "reopen_appeal": "reason",
    "shelve_appeal": "reason",
}
"""Move → the field of its form that a template fills."""

REPLY_WORDS = ("企业", "编号", "标题", "单位", "到期")
REPLY_TITLE_MAX = 40
REPLY_TEXT_MAX = 800
REPLIES_MOST = 100  # of one person or unit: more are not found again anyway
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def reply_faults(*, move: str, title: str, text: str) -> dict[str, str]:
    """Field → fault of a template: a move that takes one, a name, words, and only placeholders that we can fill."""
    faults: dict[str, str] = {}
    if move not in REPLY_FIELDS:
        faults["move"] = "这一步没有可以套用的文字。"
    if not title.strip():
        faults["title"] = "请给模板起个名字。"
    elif len(title.strip()) > REPLY_TITLE_MAX:
        faults["title"] = f"名字最多 {REPLY_TITLE_MAX} 个字。"
    unknown = [word for word in PLACEHOLDER.findall(text) if word not in REPLY_WORDS]
    if not text.strip():
        faults["text"] = "请写模板的内容。"
    elif len(text.strip()) > REPLY_TEXT_MAX:
        faults["text"] = f"内容最多 {REPLY_TEXT_MAX} 个字。"
    elif unknown:
        faults["text"] = f"没有“{{{unknown[0]}}}”这个占位，可以用：{'、'.join(f'{{{word}}}' for word in REPLY_WORDS)}。"
    return faults


def filled_in(text: str, words: Mapping[str, str]) -> str:
    """The template's words with what is known of the matter; what is not known stays visible as ＿＿ to be written."""
    return PLACEHOLDER.sub(lambda found: words.get(found[1]) or "＿＿", text)
