"""What makes a trace tamper-evident: canonical text, digests, chains, Merkle roots. Plain values only (design 4)."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

SIGNED_FIELDS = (
    "subject",
    "sequence",
    "verb",
    "at",
    "actor_id",
    "actor_name",
    "actor_role",
    "unit_name",
    "data",
    "internal",
    "previous",
)
SEALED_FIELDS = ("number", "at", "facts", "first_fact", "last_fact", "root", "previous")
GENESIS = ""  # what stands before the first link of a chain
SEAL_CHAIN = "journal:seals"  # the reserved subject under which the head of the seals is kept
SUBJECT_MAX = 64
VERB_FORM = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
UNSTORABLE_TEXT = re.compile("[\x00\ud800-\udfff]")  # PostgreSQL keeps neither NUL nor half a surrogate pair


class Unrecordable(ValueError):
    """A caller's mistake: this could not be read back bit for bit from both databases."""


class Signatory(Protocol):
    """Who signs a fact. `directory.rules.Actor` is one; so is SYSTEM."""

    @property
    def id(self) -> int | None: ...
    @property
    def name(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def unit_name(self) -> str: ...


@dataclass(frozen=True)
class Signer:
    """A signatory as a plain value."""

    id: int | None
    name: str
    role: str
    unit_name: str = ""


SYSTEM: Signatory = Signer(id=None, name="系统", role="SYSTEM")


@dataclass(frozen=True)
class Breach:
    """Where a chain breaks: `<subject>/<sequence>` or `seal:<number>`, and why, in Chinese."""

    place: str
    why: str


@dataclass(frozen=True)
class Verdict:
    """What a walk over the whole journal found: how much was sound, and the first thing that was not."""

    facts: int
    seals: int
    breach: Breach | None = None


@dataclass(frozen=True)
class Head:
    """How far a chain is said to reach. It stands apart from the facts, so that a cut tail is noticed."""

    sequence: int
    digest: str


def check_heading(*, subject: str, verb: str, at: datetime) -> None:
    """Raise Unrecordable unless subject (1–64 characters), verb (`outreach.appeal.accepted`) and time can be signed."""
    instant(at)
    if not 1 <= len(subject) <= SUBJECT_MAX or subject == SEAL_CHAIN or UNSTORABLE_TEXT.search(subject):
        raise Unrecordable(f"a subject is 1 to {SUBJECT_MAX} characters and not reserved: {subject!r}")
    if len(verb) > 80 or not VERB_FORM.fullmatch(verb):
        raise Unrecordable(f"a verb is dotted lower-case words, at most 80 characters: {verb!r}")


def check_data(value: Any, place: str = "data") -> None:
    """Raise Unrecordable unless the value is JSON without floats: numbers must come back exactly as signed."""
    if value is None or isinstance(value, int):
        return
    if isinstance(value, str):
        if UNSTORABLE_TEXT.search(value):
            raise Unrecordable(f"{place} holds a character that no database keeps")
    elif isinstance(value, dict):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise Unrecordable(f"{place} has a key that is not text: {key!r}")
            check_data(key, f"{place} key")
            check_data(inner, f"{place}.{key}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            check_data(inner, f"{place}[{index}]")
    else:
        raise Unrecordable(f"{place} is {type(value).__name__}; a fact keeps text, integers, booleans, lists, dicts")


def instant(at: datetime) -> str:
    """UTC with microseconds, the one spelling that is signed. Raises Unrecordable for a naive datetime."""
    if at.tzinfo is None:
        raise Unrecordable("a fact needs an aware datetime")
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def canonical(value: Any) -> bytes:
    """JSON that does not depend on the order of keys, on spaces or on escapes."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def digest(fact: Mapping[str, Any]) -> str:
    """SHA-256 over every signed field of a fact, its place in the chain included."""
    signed = {name: fact[name] for name in SIGNED_FIELDS}
    signed["at"] = instant(signed["at"])
    return hashlib.sha256(canonical(signed)).hexdigest()


def seal_digest(
    *, number: int, at: datetime, facts: int, first_fact: int, last_fact: int, root: str, previous: str
) -> str:
    """SHA-256 over a seal, so that seals form a chain of their own."""
    signed = [number, instant(at), facts, first_fact, last_fact, root, previous]
    return hashlib.sha256(canonical(signed)).hexdigest()


def merkle_root(digests: Iterable[str]) -> tuple[int, str]:
    """How many leaves, and their Merkle root.

    Leaves and nodes are hashed apart (prefix 0 and 1); an odd one is carried up. Complete subtrees wait on a stack,
    so a million leaves need twenty entries. No leaves: (0, "").
    """
    waiting: list[tuple[int, bytes]] = []  # (height, hash), heights strictly falling
    count = 0
    for leaf in digests:
        count += 1
        height, node = 0, hashlib.sha256(b"\x00" + bytes.fromhex(leaf)).digest()
        while waiting and waiting[-1][0] == height:
            height, node = height + 1, _node(waiting.pop()[1], node)
        waiting.append((height, node))
    if not waiting:
        return 0, ""
    root = waiting.pop()[1]
    while waiting:
        root = _node(waiting.pop()[1], root)
    return count, root.hex()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def link_breach(before: Mapping[str, Any] | None, fact: Mapping[str, Any], head: Head | None) -> Breach | None:
    """What is wrong where `fact` follows `before` (None: it opens its chain), given how far the chain should reach."""
    subject, sequence = fact["subject"], fact["sequence"]
    here = f"{subject}/{sequence}"
    expected = before["sequence"] + 1 if before else 1
    if head is None:
        return Breach(here, "链头缺失：这一对象的记录是绕过系统插入的，或链头被删除")
    if sequence > head.sequence or sequence < expected:
        return Breach(here, f"被插入：链头只到第 {head.sequence} 条，这一条是绕过系统写入的")
    if sequence > expected:
        return Breach(f"{subject}/{expected}", "被删除：序号在此中断")
    if digest_differs(fact):
        return Breach(here, "被修改：内容与摘要不符")
    if fact["previous"] == (before["digest"] if before else GENESIS):
        return None
    if before is None:
        return Breach(here, "被插入：首条记录之前不应再有记录")
    # The later fact is sound in itself and signed the true digest of the one before it: that one was exchanged.
    return Breach(f"{subject}/{before['sequence']}", "被替换：后一条记录所引的前序摘要与它不符")


def end_breach(last: Mapping[str, Any], head: Head) -> Breach | None:
    """What is wrong at the end of a chain: a tail cut off, or a last fact exchanged whole."""
    subject, sequence = last["subject"], last["sequence"]
    if sequence < head.sequence:
        return Breach(f"{subject}/{sequence + 1}", f"被删除：链头记到第 {head.sequence} 条，此后的记录不见了")
    if last["digest"] != head.digest:
        return Breach(f"{subject}/{sequence}", "被替换：摘要与链头不符")
    return None


def digest_differs(fact: Mapping[str, Any]) -> bool:
    """Whether the stored digest is not that of the stored content (content that cannot be signed counts as changed)."""
    try:
        return bool(digest(fact) != fact["digest"])
    except (ValueError, TypeError, AttributeError):
        return True


def seal_breach(before: Mapping[str, Any] | None, seal: Mapping[str, Any], leaves: tuple[int, str]) -> Breach | None:
    """What is wrong with `seal` after `before` (None: it is the first), given the leaves now found under it."""
    number, expected = seal["number"], before["number"] + 1 if before else 1
    if number != expected:
        return Breach(f"seal:{expected}", "封存缺失：封存号在此中断")
    if seal["previous"] != (before["digest"] if before else GENESIS):
        return Breach(f"seal:{number}", "封存链中断：前一封存摘要不符")
    if seal_digest(**{name: seal[name] for name in SEALED_FIELDS}) != seal["digest"]:
        return Breach(f"seal:{number}", "封存被修改：内容与摘要不符")
    count, root = leaves
    if count != seal["facts"]:
        return Breach(f"seal:{number}", f"封存不符：封存时 {seal['facts']} 条，现存 {count} 条")
    if root != seal["root"]:
        return Breach(f"seal:{number}", "封存不符：所封留痕中有被整条替换的")
    return None
