"""The wording of decisions and certificates. A frozen text: once numbered it is shown as it was, whatever changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

PAPERS = {
    "NOTICE": ("异告", "列入经营异常名录告知书"),
    "LIST": ("异入", "列入经营异常名录决定书"),
    "REMOVE": ("异出", "移出经营异常名录决定书"),
    "REVOKE": ("异撤", "撤销列入经营异常名录决定书"),
    "S_NOTICE": ("严告", "列入严重违法失信名单告知书"),
    "S_LIST": ("严入", "列入严重违法失信名单决定书"),
    "S_REMOVE": ("严出", "移出严重违法失信名单决定书"),
    "S_REVOKE": ("严撤", "撤销列入严重违法失信名单决定书"),
    "REPAIR": ("信修", "信用修复决定书"),
}
"""Kind of a paper → the word in its number (文号按机关×种类×年度连续编号), and its title."""

SERIES = {code: f"W{chr(ord('A') + place)}" for place, code in enumerate(PAPERS)}  # of kernel documents
REMEDIED = frozenset({"LIST", "REVOKE", "S_LIST", "S_REVOKE"})


@dataclass(frozen=True)
class Remedy:
    """Where a party may turn against a decision, by the law of that day."""

    review: str
    court: str
    basis: str

    @property
    def words(self) -> str:
        return (
            f"如不服本决定，可以自收到本决定书之日起六十日内向{self.review}申请行政复议，"
            f"或者六个月内依法向{self.court}提起行政诉讼。（{self.basis}）"
        )


def remedy_of(*, review_at: str, county: str, on: date) -> Remedy:
    """Whom to name: before 2024 the government or the bureau above, since then the government alone.

    行政复议法 (1999) §12 and (2023 修订, in force 2024-01-01) §24; 行政诉讼法§18, §46. The court is named by its
    region; which of a city's courts it is may be arranged otherwise (集中管辖), hence 有管辖权的.
    """
    if on < date(2024, 1, 1):
        return Remedy(
            f"{review_at}或者上一级主管部门", f"{county}有管辖权的人民法院", "行政复议法第十二条、行政诉讼法第四十六条"
        )
    return Remedy(review_at, f"{county}有管辖权的人民法院", "行政复议法（2023年修订）第二十四条、行政诉讼法第四十六条")


def title_of(kind: str, *, individual: bool) -> str:
    """The title of a paper; for an individual business the abnormal list is a mark."""
    title = PAPERS[kind][1]
    return (
        title.replace("列入经营异常名录", "标记经营异常状态").replace("移出经营异常名录", "恢复正常记载状态")
        if individual
        else title
    )


def body_of(*, party: str, uscc: str, found: str, basis: str, result: str, remedy: str = "") -> list[str]:
    """The paragraphs of a paper: party, what was found, by which law, what follows, and the remedy."""
    lines = [
        f"当事人：{party}，统一社会信用代码 {uscc}。",
        f"经查，{found.rstrip('。')}。",
        f"依据{basis}，{result.rstrip('。')}。",
    ]
    return [*lines, remedy] if remedy else lines


def certificate_lines(*, name: str, uscc: str, on: date, rows: Sequence[str]) -> list[str]:
    """What a certificate (信用状况证明) says: as of which day, and each row found, or that there is none."""
    head = f"截至 {on.year}年{on.month}月{on.day}日，根据本平台归集的信息，{name}（统一社会信用代码 {uscc}）："
    return [head, *(rows or ["未查询到在册的经营异常名录、严重违法失信名单信息，未查询到公示中的行政处罚信息。"])]
