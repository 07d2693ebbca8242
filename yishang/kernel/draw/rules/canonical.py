"""Exactly one way to write each thing down, so that a digest means the same everywhere."""

import hashlib
import json
import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Any, Never

from yishang.kernel.draw.rules.refusals import MalformedDraw

EMPTY_SHA256 = hashlib.sha256(b"").hexdigest()
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_HEX = re.compile(r"(?:[0-9a-f]{2})*")
_SHA256 = re.compile(r"[0-9a-f]{64}")


def sha256_hex(data: bytes) -> str:
    """Digest of plain bytes in lower-case hex."""
    return hashlib.sha256(data).hexdigest()


def canonical_json(value: Any) -> bytes:
    """The one spelling of a JSON value: keys sorted, no white space, plain UTF-8, integers only.

    Raises MalformedDraw on a float, on text that UTF-8 cannot carry and on absurd depth.
    """
    try:
        if _holds_float(value):
            raise MalformedDraw("JSON", "不得含小数")
        return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise MalformedDraw("JSON", "含有无法以 UTF-8 表示的字符") from None
    except RecursionError:
        raise MalformedDraw("JSON", "层次过深") from None


def read_json(data: bytes, place: str) -> Any:
    """The value of a JSON file in UTF-8. Raises MalformedDraw on floats, repeated keys and a byte-order mark."""

    def refuse(token: str) -> Never:
        raise MalformedDraw(place, f"不得含小数或非数值（{token[:20]}）")

    def take_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(taken := dict(pairs)) < len(pairs):
            raise MalformedDraw(place, "有重复的键")
        return taken

    try:
        return json.loads(data.decode(), parse_float=refuse, parse_constant=refuse, object_pairs_hook=take_keys)
    except (ValueError, RecursionError):
        raise MalformedDraw(place, "不是 UTF-8 编码的 JSON") from None


def check_keys(value: Any, keys: Iterable[str], place: str) -> dict[str, Any]:
    """The value itself, if it is an object with exactly these keys."""
    if not isinstance(value, dict):
        raise MalformedDraw(place, "应为对象")
    wanted = set(keys)
    for name in sorted(value.keys() - wanted):
        raise MalformedDraw(f"{place}/{name}", "未知的键")
    for name in sorted(wanted - value.keys()):
        raise MalformedDraw(f"{place}/{name}", "缺少此键")
    return value


def check_list(value: Any, place: str) -> list[Any]:
    """The value itself, if it is an array."""
    if not isinstance(value, list):
        raise MalformedDraw(place, "应为数组")
    return value


def check_integer(value: Any, place: str, *, least: int = 0) -> int:
    """The value itself, if it is an integer (a truth value is none) of at least `least`."""
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise MalformedDraw(place, f"应为不小于 {least} 的整数")
    return value


def check_text(value: Any, place: str, *, may_be_empty: bool = False) -> str:
    """The value itself, if it is text without control characters that UTF-8 can carry."""
    if not isinstance(value, str):
        raise MalformedDraw(place, "应为文字")
    if not value and not may_be_empty:
        raise MalformedDraw(place, "不得为空")
    if _CONTROL.search(value):
        raise MalformedDraw(place, "含有控制字符")
    if not value.isascii() and _SURROGATE.search(value):
        raise MalformedDraw(place, "含有无法以 UTF-8 表示的字符")
    return value


def check_digest(value: Any, place: str) -> str:
    """The value itself, if it is a SHA-256 digest in lower-case hex."""
    if not isinstance(value, str) or not _SHA256.fullmatch(value):
        raise MalformedDraw(place, "应为 64 位小写十六进制摘要")
    return value


def check_hex(value: Any, place: str) -> bytes:
    """The bytes behind lower-case hex."""
    if not isinstance(value, str) or not _HEX.fullmatch(value):
        raise MalformedDraw(place, "应为小写十六进制")
    return bytes.fromhex(value)


def check_ascending(values: list[str], place: str, what: str) -> None:
    """Sorted by code point and without repetition, or MalformedDraw at the first place that is not."""
    for index, (earlier, later) in enumerate(pairwise(values), start=1):
        if later == earlier:
            raise MalformedDraw(f"{place}/{index}", f"{what}重复")
        if later < earlier:
            raise MalformedDraw(f"{place}/{index}", f"{what}未排序")


def _holds_float(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_holds_float(inner) for inner in value.values())
    if isinstance(value, list | tuple):
        return any(_holds_float(inner) for inner in value)
    return isinstance(value, float)
