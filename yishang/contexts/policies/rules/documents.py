"""What a policy document must say, when it is in force, and when it may be pushed (handbook 1.8)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from yishang.kernel.clocks.rules import SHANGHAI
from yishang.kernel.context import Refusal
from yishang.kernel.directory.rules import Role
from yishang.kernel.intake.rules import Fault, Field, Twins, Values, is_nothing

TITLE_MAX, DOC_NO_MAX, ISSUER_MAX, TEXT_MAX, TAG_MAX, TAGS_MOST = 200, 60, 60, 100_000, 20, 10
EARLIEST = date(1949, 10, 1)
FILE_MOST = 10 * 1024 * 1024  # the site takes in no larger body (DATA_UPLOAD_MAX_MEMORY_SIZE)
FILE_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "ofd": "application/ofd",
}
STEPS = {"publish": ("DRAFT", "PUBLISHED"), "withdraw": ("PUBLISHED", "WITHDRAWN"), "edit": ("DRAFT", "DRAFT")}
STEP_LABELS = {"publish": "发布", "withdraw": "撤回", "edit": "修改"}
IMPORTERS = frozenset({"SYSTEM", Role.MBO})
IMPORT_FIELDS = (
    Field("title", "标题", ("文件名称", "政策名称", "名称"), required=True, example="关于支持中小企业稳定就业的通知"),
    Field(
        "doc_no",
        "发文字号",
        ("文号", "doc_number"),
        required=True,
        example="示例（导入前删去这一行）：咸政发〔2020〕1号",
    ),
    Field("issuer", "发文机关", ("office", "印发单位", "发文单位"), required=True, example="示例市人民政府"),
    Field("issue_date", "发布日期", ("published", "印发日期", "成文日期"), required=True, example="2020-02-06"),
    Field("valid_to", "有效期至", ("失效日期", "有效期"), example="2020-12-31"),
    Field("aspect", "方面", ("政策方面", "类别"), example="稳定就业"),
    Field("text", "正文", ("全文", "内容"), required=True, example="为支持企业稳定就业，现将有关事项通知如下。"),
    Field("source_url", "来源网址", ("url", "网址", "链接"), example="https://www.example.gov.cn/"),
    Field("tags", "标签", ("关键词",), example="社保 就业"),
)
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]\d{2}:\d{2}(?::\d{2})?)?")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class PolicyNotFound(Refusal):
    """There is no such policy for this person; whether it exists is not told."""

    status = 404


class WritingNotYours(Refusal):
    """The post does not write policies, pushes or surveys for that region."""

    status = 403


class PolicyNotOpen(Refusal):
    """The policy is not in a state from which this step leads on."""


class PolicyExpired(Refusal):
    """A policy that is no longer in force is not pushed (handbook 1.8: 失效文件不得再推)."""


class NobodyToReach(Refusal):
    """A push would reach nobody; the message says why."""

    status = 422


class AttachmentUnfit(Refusal):
    """The file is none that we keep."""

    status = 422


class ImportNotYours(Refusal):
    """Tables of policies are brought in by the city's office."""

    status = 403


@dataclass(frozen=True)
class PolicyEntry:
    """A policy as somebody writes it; `aspect` by code, "" while it is a draft."""

    title: str
    doc_no: str
    issuer: str
    issue_date: date
    text: str
    aspect: str = ""
    valid_to: date | None = None
    tags: tuple[str, ...] = ()
    source_url: str = ""


def policy_faults(entry: PolicyEntry, *, on: date) -> dict[str, str]:
    """Field → fault of a policy to be kept."""
    lengths = (("title", TITLE_MAX), ("doc_no", DOC_NO_MAX), ("issuer", ISSUER_MAX), ("text", TEXT_MAX))
    faults = {name: _text_fault(getattr(entry, name), longest) for name, longest in lengths}
    if not EARLIEST <= entry.issue_date <= on:
        faults["issue_date"] = "发布日期应在 1949 年 10 月 1 日到今天之间。"
    if entry.valid_to is not None and entry.valid_to < entry.issue_date:
        faults["valid_to"] = "有效期止不能早于发布日期。"
    if len(entry.tags) > TAGS_MOST or any(len(tag) > TAG_MAX for tag in entry.tags):
        faults["tags"] = f"标签最多 {TAGS_MOST} 个，每个最多 {TAG_MAX} 个字。"
    if entry.source_url and not re.fullmatch(r"https?://[^\s<>\"']{1,280}", entry.source_url):
        faults["source_url"] = "网址应以 http:// 或 https:// 开头，不含空格。"
    return {name: fault for name, fault in faults.items() if fault}


def is_in_force(*, state: str, valid_to: date | None, on: date) -> bool:
    """Published and not past its last day; a document without one stays in force."""
    return state == "PUBLISHED" and (valid_to is None or on <= valid_to)


def check_step(step: str, *, state: str, has_aspect: bool) -> str:
    """The state that a step leads to. Raises PolicyNotOpen from any other state, and without what publishing wants."""
    source, target = STEPS[step]
    if state != source:
        words = {"DRAFT": "草稿", "PUBLISHED": "已发布", "WITHDRAWN": "已撤回"}[state]
        raise PolicyNotOpen(f"这份文件{words}，不能{STEP_LABELS[step]}。", next_step="请刷新后按最新状态办理。")
    if step == "publish" and not has_aspect:
        raise PolicyNotOpen("还没有选择属于哪个方面，不能发布。", next_step="请先修改，选好方面。")
    return target


def check_push(documents: Sequence[tuple[str, str, date | None]], *, on: date) -> None:
    """Refuse a push that carries nothing, a document not published, or one past its day: (title, state, valid_to).

    Raises NobodyToReach for an empty one (nothing to tell anybody), PolicyExpired.
    """
    if not documents:
        raise NobodyToReach("没有选择政策文件。", next_step="请至少勾选一份在有效期内的文件。")
    unfit = [title for title, state, valid_to in documents if not is_in_force(state=state, valid_to=valid_to, on=on)]
    if unfit:
        named = "、".join(f"《{title}》" for title in unfit[:3]) + (f"等 {len(unfit)} 份" if len(unfit) > 3 else "")
        raise PolicyExpired(f"{named}未发布、已撤回或已失效，不能推送。", next_step="请去掉这些文件再推送。")


def tags_in(text: str) -> tuple[str, ...]:
    """Tags parted by blanks, commas or 、, each once."""
    return tuple(dict.fromkeys(word for word in re.split(r"[\s,，、;；]+", text.strip()) if word))


def file_ending(head: bytes, name: str) -> str:
    """pdf, docx or ofd by the first bytes of the content (and the name, which tells two zip kinds apart).

    Raises AttachmentUnfit.
    """
    ending = name.rpartition(".")[2].lower()
    if head.startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(b"PK\x03\x04") and ending in ("docx", "ofd"):
        return ending
    raise AttachmentUnfit("附件应为 PDF、DOCX 或 OFD 文件。", next_step="请另存为 PDF 后再上传。")


def check_may_import(role: str) -> None:
    """Raises ImportNotYours unless the city's office or an operator at the console brings the table in."""
    if role not in IMPORTERS:
        raise ImportNotYours("导入政策由市营商办或平台运维办理。", next_step="请把表格交给市营商办。")


def import_faults(values: Values, at: datetime) -> list[Fault]:
    """What keeps a row of a table of policies out; days are read as 2020-02-06 or 2020年2月6日."""
    faults = [_day_fault(values, name) for name in ("issue_date", "valid_to")]
    if not is_nothing(values["aspect"]) and len(values["aspect"].strip()) > 20:
        faults.append(Fault("aspect", "不像一个方面的名称", "请填 20 个方面之一，或留空"))
    found = [fault for fault in faults if fault]
    if found:
        return found
    told = policy_faults(imported_policy(values), on=at.astimezone(SHANGHAI).date())
    return [Fault(name, reason.rstrip("。"), "请改正这一格") for name, reason in told.items()]


def imported_policy(values: Values) -> PolicyEntry:
    """A row whose days can be read as an entry; its aspect is still a name."""
    told = {name: "" if is_nothing(text) else text.strip() for name, text in values.items()}
    issue_date = _day(told["issue_date"])
    assert issue_date is not None  # import_faults has seen to it
    return PolicyEntry(
        title=" ".join(told["title"].split()),
        doc_no=" ".join(told["doc_no"].split()),
        issuer=told["issuer"],
        issue_date=issue_date,
        text=told["text"].replace("\r\n", "\n"),
        aspect=told["aspect"],
        valid_to=_day(told["valid_to"]),
        tags=tags_in(told["tags"]),
        source_url=told["source_url"],
    )


def twins_by_number(values: Values) -> Twins:
    """Rows of one number and title are the same document and must say the same."""
    entry = imported_policy(values)
    return Twins(key=f"{entry.doc_no}\n{entry.title}", words=f"{entry.issuer}|{entry.issue_date}", field="doc_no")


def _day_fault(values: Mapping[str, str], name: str) -> Fault | None:
    text = values[name].strip()
    if is_nothing(text):
        return Fault(name, "没有填写", "请填写发布日期，例如 2020-02-06") if name == "issue_date" else None
    return None if _day(text) else Fault(name, "不是日期", "请写成 2020-02-06 的样子")


def _day(text: str) -> date | None:
    found = _DAY.fullmatch(text.strip())
    if not found:
        return None
    try:
        return date(*map(int, found.groups()))
    except ValueError:
        return None


def _text_fault(text: str, longest: int) -> str:
    if not text.strip():
        return "请填写这一项。"
    if _CONTROL.search(text):
        return "含有无法保存的字符，请删去。"
    return f"最多 {longest} 个字，现在 {len(text)} 个。" if len(text) > longest else ""
