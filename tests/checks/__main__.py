"""Every check, two at a time; what fails shows its output, and one line at the end says how it went."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

ROOT = Path(__file__).resolve().parents[2]
TOOLS = Path(sys.executable).parent
SIDE_BY_SIDE = 2
GREEN, RED, PLAIN = ("\033[32m", "\033[31m", "\033[0m") if sys.stdout.isatty() else ("", "", "")


@dataclass(frozen=True)
class Check:
    """A title for the person, and the command whose exit code decides."""

    title: str
    command: tuple[str, ...]


CHECKS = (
    Check("类型 mypy", (str(TOOLS / "mypy"), "yishang")),  # the slowest first
    Check("模块契约 import-linter", (str(TOOLS / "lint-imports"),)),
    Check("写法 ruff", (str(TOOLS / "ruff"), "check", "--quiet")),
    Check("迁移同步", (sys.executable, "-m", "yishang", "makemigrations", "--check", "--dry-run")),
    Check("模板编译", (sys.executable, "-m", "tests.checks.templates")),
    Check("语句数与页面重量", (sys.executable, "-m", "tests.checks.budgets")),
    Check("锁文件与用词", (sys.executable, "-m", "tests.checks.words")),
)


def main() -> int:
    """Run all checks in a home folder of their own; exit 1 when one fails."""
    with TemporaryDirectory(prefix="yishang-check-") as home, ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        environment = {**os.environ, "YISHANG_HOME": home, "DATABASE_URL": ""}
        passed = list(pool.map(lambda check: _holds(check, environment), CHECKS))
    if all(passed):
        _say(f"{GREEN}全部检查通过（{len(passed)} 项）{PLAIN}")
        return 0
    _say(f"{RED}{passed.count(False)} 项检查没有通过{PLAIN}")
    return 1


def _holds(check: Check, environment: dict[str, str]) -> bool:
    started = monotonic()
    run = subprocess.run(check.command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    passed = run.returncode == 0
    _say(f"{'通过' if passed else '不通过'}  {check.title}（{monotonic() - started:.0f} 秒）")
    if not passed:
        _say((run.stdout + run.stderr).rstrip())
    return passed


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
