"""`yishang draw run` and `yishang draw verify`: the draw on files, without a database (specs/interfaces.md)."""

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import CommandParser

from yishang.kernel.commands import ConsoleCommand
from yishang.kernel.draw import rules

REFUSED, VOID = 1, 3
INPUTS = {
    "commitment": "承诺书，JSON",
    "pool": "名单：编号 TAB 层名，按字节排序",
    "officers": "人员：编号 TAB 单位 TAB 以逗号分隔的技能，按字节排序（不派人员时为空文件）",
    "recusals": "回避：人员编号 TAB 对象编号，按字节排序（没有时为空文件）",
    "reveals": "随机数，JSON：见证人的值（十六进制，按承诺书的次序），或 drand 的 round、previous_signature、signature",
}
EPILOG = "退出码：0 完成；1 输入不可用或被拒绝，什么也没有写；3 本次抽取作废（有见证人未公布或所公布的与承诺不符）。"


class Command(ConsoleCommand):
    help = "可复算的随机抽取：不用数据库，只凭文件抽取，或复算一份已公布的记录。"
    requires_system_checks = []
    epilog = EPILOG

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", title="子命令", metavar="{run,verify}")
        _add_run(actions)
        verify = actions.add_parser("verify", help="复算一份记录", description="复算一份记录，末行为 OK 或 FAIL。")
        verify.add_argument("directory", metavar="DIR", type=Path, help="记录所在目录")

    def handle(self, *, action: str | None, **options: Any) -> None:
        if action == "run":
            self._run(options)
        elif action == "verify":
            self._verify(options["directory"])
        else:
            self._end(REFUSED, "请写明子命令 run 或 verify；yishang draw --help 有说明。")

    def _run(self, options: dict[str, Any]) -> None:
        try:
            record = draw_from_files({name: options[name] for name in INPUTS}, options["out"])
        except rules.DrawVoid as void:
            self._end(VOID, f"作废 {void.place}：{void.why}。{void.next_step}")
        except rules.DrawRefusal as refusal:
            self._end(REFUSED, f"拒绝 {refusal.place}：{refusal.why}。{refusal.next_step}")
        size, selected = record["commitment"]["pool_size"], len(record["selected"])
        self.stdout.write(f"承诺书摘要 {record['commitment_sha256']}")
        self.stdout.write(_one_line(f"已从 {size} 个对象中抽取 {selected} 个，记录写入 {options['out']}"))

    def _verify(self, directory: Path) -> None:
        try:
            verdict = rules.verify_record(read_record(directory))
        except rules.DrawRefusal as refusal:
            self.stdout.write(_one_line(f"FAIL {refusal.place}: {refusal.why}"))
            raise SystemExit(REFUSED) from None
        self.stdout.write(_one_line(f"OK {verdict.draw_id}: {told(verdict)}"))

    def _end(self, code: int, message: str) -> NoReturn:
        self.stderr.write(_one_line(message))
        raise SystemExit(code)


def told(verdict: rules.Verdict) -> str:
    """A true record in one line."""
    parts = [f"{verdict.pool_size} 个对象中抽取 {verdict.selected} 个"]
    if verdict.teams or verdict.unassigned:
        parts.append(f"派出 {verdict.teams} 组，未派 {verdict.unassigned} 个")
    parts.append(f"承诺书摘要 {verdict.commitment_sha256}")
    if verdict.events:
        parts.append(f"公布后 {verdict.events} 条，末条摘要 {verdict.last_event_sha256}")
    return "，".join(parts)


@contextmanager
def files_at(place: str) -> Iterator[None]:
    """Whatever keeps a file from being read or written is a MalformedDraw at that place."""
    try:
        yield
    except (OSError, EOFError, zlib.error) as fault:
        raise rules.MalformedDraw(place, f"文件无法读写（{type(fault).__name__}）") from None


def draw_from_files(inputs: dict[str, Path], out: Path) -> dict[str, Any]:
    """Draw from the five input files into a new or empty directory; the record written there.

    Raises DrawRefusal, having written nothing.
    """
    with files_at("--out"):
        if out.exists() and (not out.is_dir() or any(out.iterdir())):
            raise rules.MalformedDraw("--out", "应为新目录或空目录")
    data = {name: read_plain(path, place=f"--{name}") for name, path in inputs.items()}
    record = rules.make_record(
        commitment=rules.read_commitment(rules.read_json(data["commitment"], "commitment")),
        reveals=rules.read_json(data["reveals"], "reveals"),
        pool=data["pool"],
        officers=data["officers"],
        recusals=data["recusals"],
    )
    files = rules.record_files(rules.record_bytes(record), data["pool"], data["officers"], data["recusals"])
    with files_at("--out"):
        write_record(out, files)
    return record


def read_plain(path: Path, *, place: str) -> bytes:
    """The bytes of a file, unpacked if it is gzip. Raises MalformedDraw when it cannot be read."""
    with files_at(place):
        data = path.read_bytes()
        return gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data


def read_record(directory: Path) -> dict[str, bytes]:
    """The files of a record by name, each plain or with `.gz`. Raises MalformedDraw on an unreadable or doubled one."""
    files = {}
    for name in (*rules.FILES, rules.EVENTS_FILE):
        with files_at(name):
            found = [path for path in (directory / name, directory / f"{name}.gz") if path.exists()]
        if len(found) > 1:
            raise rules.MalformedDraw(name, "原文件与压缩文件同时存在")
        if found:
            files[name] = read_plain(found[0], place=name)
    return files


def write_record(out: Path, files: dict[str, bytes]) -> None:
    """Write the files, the record last, so that a directory with a record is whole. Raises OSError, cleaned up."""
    is_new = not out.exists()
    written: list[Path] = []
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name in reversed(files):
            written.append(out / name)
            written[-1].write_bytes(files[name])
    except OSError:
        for path in written:
            path.unlink(missing_ok=True)
        if is_new and out.is_dir():
            out.rmdir()
        raise


def _add_run(actions: Any) -> None:
    run = actions.add_parser(
        "run", help="按承诺书抽取，写出记录", description="按承诺书抽取，写出记录。", epilog=EPILOG
    )
    for name, explanation in INPUTS.items():
        run.add_argument(f"--{name}", metavar="FILE", type=Path, required=True, help=explanation)
    run.add_argument("--out", metavar="DIR", type=Path, required=True, help="写记录的目录，须是新目录或空目录")


def _one_line(text: str) -> str:
    """What came out of a stranger's file must not pass for a line of ours or break the terminal."""
    return "".join(letter if letter.isprintable() else f"\\u{ord(letter):04x}" for letter in text)
