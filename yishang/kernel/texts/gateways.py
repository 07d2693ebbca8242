"""The world of files: tables of messages in; models and topics out.

A model is a ZIP of plain arrays (numpy's .npz) and one JSON text. Nothing in it is ever carried out: it is read with
`allow_pickle=False`, and its sizes are checked against one another.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from yishang.kernel.clocks.rules import SHANGHAI
from yishang.kernel.intake import gateways as intake
from yishang.kernel.intake.rules import UNREADABLE, Record
from yishang.kernel.texts import rules

KEYS = ("message_id", "留言编号")
PEOPLE = ("user", "留言用户")
VOTES = ("upvotes", "downvotes", "点赞数", "反对数")
MODEL_MOST = 256 << 20  # bytes of a file that is read as a model
BROKEN_MODEL = (BadZipFile, KeyError, ValueError, TypeError, OSError, EOFError, UnicodeDecodeError)


@dataclass(frozen=True)
class Source:
    """What `FILE:TEXT[+TEXT…]:LABEL` names: a file, its columns of text, and its column of labels or times."""

    path: Path
    texts: tuple[str, ...]
    last: str


def source_of(words: str) -> Source:
    """Split at the last two colons. Raises UnusableTexts."""
    parts = words.rsplit(":", 2)
    texts = tuple(name.strip() for name in parts[1].split("+")) if len(parts) == 3 else ()
    if len(parts) != 3 or not all((parts[0], parts[2].strip(), *texts)):
        raise rules.UnusableTexts(
            f"“{words}”不是 文件:文本列:末列 的写法。", next_step="例如 留言.csv:title+detail:level1。"
        )
    return Source(Path(parts[0]), texts, parts[2].strip())


def labelled(source: Source) -> tuple[list[str], list[str]]:
    """The texts (its columns joined by a blank) and labels of a table. Raises UnusableTexts and UnusableTable."""
    texts, labels = [], []
    for cells, record in _rows(source):
        text, label = " ".join(cells[name] for name in source.texts), cells[source.last].strip()
        if not rules.bare(text):
            continue
        if not label:
            raise _fault(source, record, f"{source.last} 列是空的", "每条留言都要有类别")
        texts.append(text)
        labels.append(label)
    if not texts:
        raise rules.UnusableTexts(f"{source.path.name} 里没有留言。", next_step="表头下面每行一条留言。")
    return texts, labels


def dated(source: Source) -> list[rules.Message]:
    """The messages of a table with their times; the first column of text is the title. Raises as `labelled`."""
    messages = []
    for cells, record in _rows(source, (*KEYS, *PEOPLE, *VOTES)):
        title, *others = (cells[name] for name in source.texts)
        text = " ".join(others)
        if not rules.bare(title + text):
            continue
        key = next((cells[name].strip() for name in KEYS if cells.get(name, "").strip()), str(record.row))
        person = next((cells[name] for name in PEOPLE if name in cells), "") or f"#{record.row}"
        votes = sum(_whole(cells.get(name, "")) for name in VOTES)
        messages.append(rules.Message(key, title, text, _moment(source, record, cells[source.last]), person, votes))
    if not messages:
        raise rules.UnusableTexts(f"{source.path.name} 里没有留言。", next_step="表头下面每行一条留言。")
    return messages


def _rows(source: Source, also: Sequence[str] = ()) -> Iterator[tuple[dict[str, str], Record]]:
    """The cells by the names of their columns; of `also` those that there are."""
    table = intake.table_at(source.path)
    header = [name.strip() for name in table.header]
    missing = [name for name in (*source.texts, source.last) if name not in header]
    if missing:
        raise rules.UnusableTexts(
            f"{source.path.name} 没有“{'、'.join(missing)}”这一列。", next_step=f"现有的列：{'、'.join(header)}。"
        )
    wanted = {name: header.index(name) for name in (*source.texts, source.last, *also) if name in header}
    for record in table.records():
        if record.marks:
            raise _fault(source, record, record.marks[0].reason, record.marks[0].hint)
        cells = {name: record.cells[place] if place < len(record.cells) else "" for name, place in wanted.items()}
        if any(UNREADABLE in cell for cell in cells.values()):
            raise _fault(source, record, "有读不出来的字节", "请把文件另存为 UTF-8 的 CSV")
        yield cells, record


def _fault(source: Source, record: Record, reason: str, hint: str) -> rules.UnusableTexts:
    return rules.UnusableTexts(f"{source.path.name} 第 {record.row} 条：{reason}。", next_step=f"{hint}。")


def _moment(source: Source, record: Record, text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text.strip().replace("/", "-"))
    except ValueError:
        raise _fault(source, record, f"{source.last} 列的“{text[:40]}”不是时间", "请写成 2020-01-06 12:09:38") from None
    return moment if moment.utcoffset() is not None else moment.replace(tzinfo=SHANGHAI)


def _whole(text: str) -> int:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def packed(model: rules.TextModel) -> bytes:
    """The model as the bytes of a file; the same model gives the same bytes."""
    head = {
        "form": rules.FORM,
        "labels": list(model.labels),
        "steepness": model.steepness,
        "facts": model.facts,
    }
    file = BytesIO()
    np.savez_compressed(
        file,
        head=_letters(json.dumps(head, ensure_ascii=False, sort_keys=True)),
        grams=_letters("\n".join(model.grams)),
        words=_letters("\n".join(sorted(model.words))),
        rarity=model.rarity.astype(np.float32),
        weights=model.weights.astype(np.float16),
        bias=model.bias.astype(np.float32),
    )
    return file.getvalue()


def unpacked(data: bytes) -> rules.TextModel:
    """The model in these bytes. Raises UnusableTexts when they are none of ours."""
    try:
        with np.load(BytesIO(data), allow_pickle=False) as arrays:
            head = json.loads(bytes(arrays["head"]))
            grams = tuple(bytes(arrays["grams"]).decode().split("\n"))
            words = frozenset(filter(None, bytes(arrays["words"]).decode().split("\n")))
            found = {name: np.asarray(arrays[name]) for name in ("rarity", "weights", "bias")}
        labels = tuple(str(label) for label in head["labels"])
        shapes = (found["rarity"].shape, found["weights"].shape, found["bias"].shape)
        if head["form"] != rules.FORM or shapes != ((len(grams),), (len(grams), len(labels)), (len(labels),)):
            raise ValueError("another form")
        steepness, facts = float(head["steepness"]), dict(head["facts"])
    except BROKEN_MODEL:
        raise rules.UnusableTexts(
            "这不是 yishang triage train 写出的模型，或文件已损坏。", next_step="请重新训练。"
        ) from None
    return rules.TextModel(labels, grams, found["rarity"], found["weights"], found["bias"], steepness, words, facts)


def _letters(text: str) -> np.ndarray[Any, Any]:
    return np.frombuffer(text.encode(), dtype=np.uint8)


def read_model(path: Path) -> rules.TextModel:
    """The model in a file. Raises UnusableTexts."""
    try:
        if path.stat().st_size > MODEL_MOST:
            raise rules.UnusableTexts(f"{path} 太大，不是模型。", next_step="请核对路径。")
        return unpacked(path.read_bytes())
    except OSError as fault:
        raise rules.UnusableTexts(
            f"模型 {path} 读不出来（{fault.strerror or fault}）。", next_step="请核对路径，或先训练。"
        ) from None


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file in one go, or leave what was there. Raises UnusableTexts."""
    part = path.with_name(f"{path.name}.part")
    try:
        part.write_bytes(data)
        part.replace(path)
    except OSError as fault:
        raise rules.UnusableTexts(
            f"{path} 写不进去（{fault.strerror or fault}）。", next_step="请换一个位置。"
        ) from None
    finally:
        part.unlink(missing_ok=True)
