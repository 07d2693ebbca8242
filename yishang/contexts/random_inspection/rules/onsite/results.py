"""The results of an inspection: eight codes that are published, several at once, and what excludes what (handbook 2.4).

Other systems have codes of their own, different in each province: `Outer` rows are a table of data, and gaps in it are
told before anything is sent.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from yishang.contexts.random_inspection.rules.onsite.sheet import Tally

RESULTS = {
    "R1": "未发现问题",
    "R2": "未按规定公示应当公示的信息",
    "R3": "公示信息隐瞒真实情况、弄虚作假",
    "R4": "通过登记的住所（经营场所）无法联系",
    "R5": "发现问题已责令改正",
    "R6": "不配合检查情节严重",
    "R7": "未发现开展本次抽查涉及的经营活动",
    "R8": "发现问题待后续处理",
}
CLEAN, UNPUBLISHED, FALSE, NOT_CONTACTABLE, ORDERED, REFUSED, NO_BUSINESS, PENDING = RESULTS
PROBLEMS = frozenset({UNPUBLISHED, FALSE, NOT_CONTACTABLE, ORDERED, REFUSED, PENDING})  # 问题发现率 (handbook 2.8)
WITH_ORDER = frozenset({UNPUBLISHED, ORDERED})  # 责令限期改正
FOLLOWED = frozenset({UNPUBLISHED, ORDERED, PENDING})  # something comes after the publication
FOUND_ABSENT = frozenset({NOT_CONTACTABLE, REFUSED, NO_BUSINESS})  # what can be said of a company nobody got into
EXCLUDED = ((NO_BUSINESS, ORDERED), (NO_BUSINESS, PENDING))  # besides R1, which stands alone
PROBLEM_LONGEST = 2000


def faults_of(codes: Sequence[str], *, problem: str, tally: Tally) -> dict[str, str]:
    """Field → fault of a result: `codes` chosen, the `problem` in words, and how the form was answered."""
    if fault := _fault_of_codes(codes):
        return {"results": fault}
    faults = {}
    if fault := _fault_against_form(codes, tally):
        faults["results"] = fault
    if codes[0] == CLEAN and problem.strip():
        faults["problem"] = "结果是“未发现问题”，不能同时填写发现的问题。"
    elif PROBLEMS.intersection(codes) and not problem.strip():
        faults["problem"] = "请写明发现的问题。"
    elif len(problem) > PROBLEM_LONGEST:
        faults["problem"] = f"最多 {PROBLEM_LONGEST} 个字。"
    return faults


def _fault_of_codes(codes: Sequence[str]) -> str:
    if not codes:
        return "请选择检查结果。"
    if unknown := [code for code in codes if code not in RESULTS]:
        return f"没有“{unknown[0]}”这种结果。"
    if len(set(codes)) != len(codes):
        return "同一种结果选了两次。"
    if CLEAN in codes and len(codes) > 1:
        return "“未发现问题”不能与其他结果同时选。"
    for one, other in EXCLUDED:
        if one in codes and other in codes:
            return f"“{RESULTS[one]}”与“{RESULTS[other]}”不能同时选。"
    return ""


def _fault_against_form(codes: Sequence[str], tally: Tally) -> str:
    """A result has to say what the form says: nothing found is not the same as nothing looked at (monitorfish#1820)."""
    if CLEAN in codes and tally.no:
        return f"检查表里有 {tally.no} 项选了“否”，结果不能是“未发现问题”。"
    if CLEAN in codes and not tally.checked:
        return "检查表没有一项实际检查过；没有检查不等于没有发现问题。"
    if tally.no and not PROBLEMS.intersection(codes):
        return f"检查表里有 {tally.no} 项选了“否”，请选一种发现问题的结果。"
    return ""


def words_of(codes: Iterable[str]) -> str:
    """The results as they are published, in the order of the list."""
    chosen = set(codes)
    return "；".join(text for code, text in RESULTS.items() if code in chosen)


def needs_order(codes: Collection[str]) -> bool:
    """Whether the company has to be ordered to put something right."""
    return bool(WITH_ORDER.intersection(codes))


def is_followed(codes: Collection[str]) -> bool:
    """Whether the matter goes on after its publication."""
    return bool(FOLLOWED.intersection(codes))


@dataclass(frozen=True)
class Outer:
    """A row of result_code_map: what a code of ours is called in another system. `inner` empty: we have none for it."""

    target_system: str
    inner: str
    outer: str
    text: str


@dataclass(frozen=True)
class Gaps:
    """What a system's table does not say: codes of ours without one there, and theirs without one here."""

    unsaid: tuple[str, ...]
    unknown: tuple[str, ...]

    def words(self, system: str) -> str:
        """A warning for the desk; empty when the table is whole."""
        parts = []
        if self.unsaid:
            parts.append("没有对应代码：" + "、".join(f"{code} {RESULTS[code]}" for code in self.unsaid))
        if self.unknown:
            parts.append("对方有而本平台没有：" + "、".join(self.unknown))
        return f"{system}的结果代码表不全。{'；'.join(parts)}。" if parts else ""


def gaps(table: Iterable[Outer], *, system: str) -> Gaps:
    """Where the table of one system does not meet ours."""
    rows = [row for row in table if row.target_system == system]
    said = {row.inner for row in rows}
    unknown = tuple(f"{row.outer} {row.text}" for row in rows if row.inner not in RESULTS)
    return Gaps(tuple(code for code in RESULTS if code not in said), unknown)


def outer_codes(codes: Iterable[str], table: Iterable[Outer], *, system: str) -> tuple[list[str], list[str]]:
    """What is sent to that system, and which of ours have no code there (they are told, never guessed)."""
    known = {row.inner: row.outer for row in table if row.target_system == system and row.inner}
    wanted = list(codes)
    return [known[code] for code in wanted if code in known], [code for code in wanted if code not in known]
