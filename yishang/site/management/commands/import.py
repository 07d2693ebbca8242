"""`yishang import appeals FILE` and its kin: tables of other systems, brought in through the services."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import CommandParser
from django.db import DatabaseError

from yishang.kernel.clocks import queries as clocks
from yishang.kernel.commands import UNUSABLE, ConsoleCommand
from yishang.kernel.context import Refusal
from yishang.kernel.directory.rules import SYSTEM_ACTOR
from yishang.kernel.geo import queries as geo
from yishang.kernel.intake import queries, rules
from yishang.kernel.intake import services as intake
from yishang.site import boundary_import, demo

NOTHING_TAKEN = 2
TOLD_EVERY = 1000  # rows, where nobody watches
Told = tuple[Sequence[str], tuple[int, int, int]]  # lines; how many were read, accepted, refused
FILES = "UTF-8 或 GB18030 的 CSV（可用 xz 压缩），或 XLSX 的第一张表；第一行是表头。"
EXITS = (
    "末行是 JSON：read 读到的行数，accepted 取入的行数，refused 有错的行数。"
    "退出码：0 完成；1 文件不可用；2 有错行，一行也没有取入。"
)


class Command(ConsoleCommand):
    help = "批量导入：先逐行检查，全部无误才取入；重复导入不会重复。"
    requires_system_checks = []
    epilog = EXITS

    def add_arguments(self, parser: CommandParser) -> None:
        targets = parser.add_subparsers(dest="target", title="导入什么", metavar=f"{{{','.join(_names())}}}")
        for what in queries.imports().values():
            _add_target(targets, what)
        boundary_import.add_target(targets, exits=EXITS)

    def run_from_argv(self, argv: list[str]) -> None:
        """What there is to import, said in words: argparse would end with 2, which says that rows were refused."""
        if len(argv) > 2 and argv[2] not in (*_names(), "-h", "--help"):
            self._end(UNUSABLE, f"不能导入“{argv[2]}”。可以导入：{'、'.join(_names())}。")
        super().run_from_argv(argv)

    def handle(self, *, target: str | None = None, **options: Any) -> None:
        if target is None:
            self._end(UNUSABLE, f"请写明导入什么：{'、'.join(_names())}；yishang import --help 有说明。")
        try:
            told = self._boundaries(options) if target == boundary_import.NAME else self._table(target, options)
        except Refusal as refusal:
            self._end(UNUSABLE, f"{refusal.message}{refusal.next_step}")
        except DatabaseError as fault:
            self._end(UNUSABLE, f"数据库不能使用（{fault}）。请先用 make run 启动一次，或运行 yishang migrate 建库。")
        except KeyboardInterrupt:
            self._end(UNUSABLE, "已中断。已取入的保留着；重复同一命令会接着导入，不会重复。")
        lines, (read, accepted, refused) = told
        for line in lines:
            self.stdout.write(_one_line(line))
        self.stdout.write(json.dumps({"read": read, "accepted": accepted, "refused": refused}))
        if refused and not accepted:
            raise SystemExit(NOTHING_TAKEN)

    def _boundaries(self, options: dict[str, Any]) -> Told:
        _load_missing_catalogs()
        return boundary_import.bring_in(options)

    def _table(self, target: str, options: dict[str, Any]) -> Told:
        what = queries.imports()[target]
        wish = intake.Wish(
            columns=rules.wanted_columns(options["map"]),
            dry_run=options["dry_run"],
            accept_good=options["accept_good"],
            report=options["report"],
        )
        outcome = self._bring_in(what, options["file"], wish)
        return _summary(what, outcome, wish), (outcome.read, outcome.accepted, outcome.refused)

    def _bring_in(self, what: rules.Import, path: Path, wish: intake.Wish) -> intake.Outcome:
        _load_missing_catalogs()
        now = clocks.present()
        outcome = intake.bring_in(actor=SYSTEM_ACTOR, what=what, path=path, wish=wish, at=now, tell=self._progress)
        if self.stdout.isatty():
            self.stdout.write("\r\033[K", ending="")
        return outcome

    def _progress(self, stage: str, rows: int) -> None:
        if self.stdout.isatty():
            if rows % 100 == 0:
                self.stdout.write(f"\r{stage} {rows} 行", ending="")
                self.stdout.flush()
        elif rows % TOLD_EVERY == 0:
            self.stdout.write(f"{stage} {rows} 行")

    def _end(self, code: int, message: str) -> NoReturn:
        self.stderr.write(_one_line(message))
        raise SystemExit(code)


def _names() -> tuple[str, ...]:
    return (*queries.imports(), boundary_import.NAME)


def _load_missing_catalogs() -> None:
    if not geo.is_known(geo.home_city()):
        demo.load_catalogs()


def _add_target(targets: Any, what: rules.Import) -> None:
    fields = "；".join(f"{one.name} {one.label}" + ("（必需）" if one.required else "") for one in what.fields)
    target = targets.add_parser(
        what.name, help=f"导入{what.title}", description=f"导入{what.title}。字段：{fields}。", epilog=EXITS
    )
    target.add_argument("file", metavar="FILE", type=Path, help=FILES)
    target.add_argument("--map", metavar="COLUMN=FIELD,…", default="", help="表头与字段名不同时：哪一列是哪个字段")
    target.add_argument("--dry-run", action="store_true", help="只检查，不取入")
    target.add_argument("--accept-good", action="store_true", help="有错行时，取入其余无误的行")
    target.add_argument("--report", metavar="FILE.csv|FILE.xlsx", type=Path, help="把每一处错误写进这个文件")


def _summary(what: rules.Import, outcome: intake.Outcome, wish: intake.Wish) -> Sequence[str]:
    lines = [f"没有用到的列：{'、'.join(outcome.unused)}"] if outcome.unused else []
    for one in outcome.first_findings:
        place = f"第 {one.row} 行" + (f" {one.column}" if one.column else "")
        lines.append(f"{place}：{one.reason}。{one.hint}" + (f"（原值：{one.value[:40]}）" if one.value else ""))
    if outcome.refused:
        whole = f"全部错误见 {wish.report}" if wish.report else "用 --report 可把全部错误存成表格"
        lines.append(f"{outcome.refused} 行有错；{whole}。")
    taken = outcome.taken
    if taken.differing:
        lines.append(f"{taken.differing} 行的编号已在库中而内容不同，保留了先取入的。")
    if taken.changed:
        lines.append(f"{taken.changed} 行的登记内容有变，已更新，原内容留痕；空格和 N/A 不覆盖已有内容。")
    if wish.dry_run:
        return [*lines, f"试导入：读到 {outcome.read} 行，可取入 {outcome.accepted} 行，没有写入。"]
    if outcome.refused and not outcome.accepted:
        return [*lines, "一行也没有取入。改正后再导入，或用 --accept-good 只取无误的行。"]
    return [*lines, f"已取入{what.title} {outcome.accepted} 行，其中 {taken.known} 行此前已在库中。"]


def _one_line(text: str) -> str:
    """What came out of a stranger's file must not pass for a line of ours or break the terminal."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)
