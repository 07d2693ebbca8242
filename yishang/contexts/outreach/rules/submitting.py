"""What may be submitted, and by whom (handbook 1.4)."""

import unicodedata
from datetime import date
from hashlib import sha256

from yishang.contexts.outreach.rules.terms import (
    BIDI,
    CHANNEL_OF_ORIGIN,
    CHANNEL_OF_ROLE,
    CONTENT_MAX,
    CONTENT_MIN,
    TITLE_MAX,
)
from yishang.kernel.context import InvalidInput, Refusal
from yishang.kernel.directory.rules import WITHOUT_OUTREACH, Role
from yishang.kernel.intake.rules import visible


class NoBusinessHere(Refusal):
    """The post, or the key, has nothing to do with appeals (三员分立; scopes of a key)."""

    status = 403


class OriginUnknown(InvalidInput):
    """The matter that an appeal is said to come from is not one of this company that the person may see."""

    def __init__(self) -> None:
        super().__init__({"origin": "没有找到带回这件诉求的走访，请核对编号。"})


class SubjectOfOthers(Refusal):
    """A person submits only for companies that are theirs to speak for (冒用他企)."""

    status = 403


def channel_of(role: str, scopes: frozenset[str] = frozenset()) -> str:
    """The channel that a role's submissions are counted under.

    Raises SubjectOfOthers for roles that do not submit, and for keys without `appeals:submit`.
    """
    if role == Role.API and "appeals:submit" not in scopes:
        raise SubjectOfOthers("这把密钥不能提交诉求。", next_step="请向平台管理员申请 appeals:submit 权限。")
    try:
        return CHANNEL_OF_ROLE[Role(role)]
    except (KeyError, ValueError):
        raise SubjectOfOthers("您的岗位不提交诉求。", next_step="企业、联络员、包抓领导和部门可以提交。") from None


def channel_of_origin(origin: str) -> str:
    """The channel of what another matter brought back, by the beginning of its number. Raises OriginUnknown."""
    channel = CHANNEL_OF_ORIGIN.get(origin.partition("-")[0])
    if channel is None:
        raise OriginUnknown
    return channel


def content_faults(*, title: str, content: str, category: str) -> dict[str, str]:
    """What a person must still mend before an appeal can be taken (handbook 1.4 坏输入)."""
    faults = {}
    if not category:
        faults["category"] = "请选择哪一类问题。"
    if not_one_line(title.strip()):
        faults["title"] = "标题请写成一行，不要有换行、控制字符和改变文字方向的符号。"
    elif not visible(title):
        faults["title"] = "请用一句话写明是什么事。"
    elif len(title.strip()) > TITLE_MAX:
        faults["title"] = f"标题最多 {TITLE_MAX} 个字，现在 {len(title.strip())} 个。"
    length = len(content.strip())
    if len(visible(content)) < CONTENT_MIN:
        faults["content"] = f"请至少写 {CONTENT_MIN} 个字：什么时间、找过谁、卡在哪一步。"
    elif length > CONTENT_MAX:
        faults["content"] = f"最多 {CONTENT_MAX} 个字，现在 {length} 个；可以把细节放进照片。"
    return faults


def not_one_line(text: str) -> bool:
    """Whether the text holds line breaks, control characters or overrides of its direction."""
    return any(letter in BIDI or unicodedata.category(letter) in ("Cc", "Zl", "Zp") for letter in text)


def content_digest(*, entity_id: int | None, category: str, content: str) -> str:
    """What “the same content” means for a double submission within a minute: company, category and text."""
    return sha256(f"{entity_id}|{category}|{content.strip()}".encode()).hexdigest()


def is_in_use(*, as_of: date | None, retired_on: date | None, on: date) -> bool:
    """Whether a category may be chosen on that day: begun, and not retired yet (类别可停用不可删除)."""
    return (as_of is None or as_of <= on) and (retired_on is None or on < retired_on)


def check_business(role: str, scopes: frozenset[str]) -> None:
    """Refuse posts without business rights and keys that were not issued for appeals (handbook 0A.3)."""
    if role in WITHOUT_OUTREACH or (role == Role.API and not any(scope.startswith("appeals:") for scope in scopes)):
        raise NoBusinessHere("您的岗位不办理诉求。", next_step="需要查看的，请联系营商办。")


def in_rate(*, subject_id: int | None) -> bool:
    """库外主体的诉求收下、办理，但不计入率 (handbook 1.4 坏输入)."""
    return subject_id is not None
