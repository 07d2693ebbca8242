"""The console command `yishang`: everything an operator types."""

import os
import sys
from difflib import get_close_matches

from django.core.exceptions import ImproperlyConfigured
from django.core.management import ManagementUtility, get_commands, load_command_class
from django.core.management.base import BaseCommand
from django.db import Error as DatabaseFault

from yishang.kernel.context import Refusal

FIRST = (
    "serve",
    "demo",
    "import",
    "draw",
    "triage",
    "topics",
    "journal",
    "calendar",
)  # in the order of a newcomer's needs
FAULTS = (Refusal, ImproperlyConfigured, DatabaseFault, OSError)


class Console(ManagementUtility):
    """Django's commands and ours; ours first, with what they do."""

    def main_help_text(self, commands_only: bool = False) -> str:
        if commands_only:
            return super().main_help_text(commands_only=True)
        known = get_commands()
        ours = sorted((name for name in known if _is_ours(known[name])), key=_place)
        lines = ["用法：yishang 命令 [参数]。一条命令怎么用：yishang help 命令", "", "宜商的命令："]
        lines += [f"  {name:<10}{load_command_class(known[name], name).help}" for name in ours]
        if self.settings_exception is not None:
            lines.append(f"  （设置有误，列不出来：{self.settings_exception}）")
        others = sorted(set(known) - set(ours))
        return "\n".join([*lines, "", "Django 自带的命令（英文）：", f"  {' '.join(others)}"])

    def fetch_command(self, subcommand: str) -> BaseCommand:
        known = get_commands()
        if subcommand in known or self.settings_exception is not None:
            return super().fetch_command(subcommand)
        near = get_close_matches(subcommand, known, n=1)
        sys.stderr.write(
            f"没有“{subcommand}”这条命令{f'，是不是 {near[0]}？' if near else '。'}运行 yishang help 列出全部。\n"
        )
        raise SystemExit(1)


def main() -> int:
    """Run one subcommand; the exit code is the command's own, and 1 with one line for what an operator can put right.

    Unless YISHANG_DEMO=0 says otherwise, what is served is the demo city: a newcomer should see something at once.
    With DEBUG=1 a fault shows where it came from.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yishang.site.settings")
    os.environ.setdefault("YISHANG_DEMO", "1")
    try:
        Console(["yishang", *sys.argv[1:]]).execute()
    except KeyboardInterrupt:
        sys.stderr.write("\n已中断。\n")
        return 1
    except FAULTS as fault:
        if os.environ.get("DEBUG") == "1":
            raise
        sys.stderr.write(f"{_in_one_line(fault)}\n")
        return 1
    return 0


def _is_ours(app: str | BaseCommand) -> bool:
    return isinstance(app, str) and app.startswith("yishang.")


def _place(name: str) -> tuple[int, str]:
    return (FIRST.index(name) if name in FIRST else len(FIRST)), name


def _in_one_line(fault: Exception) -> str:
    """What is wrong and what to do; more with DEBUG=1."""
    said = next(iter(str(fault).strip().splitlines()), type(fault).__name__)
    if isinstance(fault, Refusal):
        return f"{fault.message}{fault.next_step}"
    if isinstance(fault, ImproperlyConfigured):
        return f"设置有误：{said}"
    if isinstance(fault, DatabaseFault):
        if "no such table" in said or ("does not exist" in said and "relation" in said):
            return "数据库里还没有表。请先用 make run 启动一次，或运行 yishang migrate。"
        return f"数据库不能使用（{said}）。请核对 DATABASE_URL；没有设的，核对 YISHANG_HOME 里的 yishang.sqlite3。"
    if isinstance(fault, OSError) and fault.filename:
        return f"文件或目录不能使用：{fault.filename}（{fault.strerror}）。请核对 YISHANG_HOME。"
    return f"系统拒绝了这个操作（{said}）。"
