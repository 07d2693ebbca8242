"""Fill a small city in a home of its own, measure there, and compare with the record. SQLite; about ten seconds."""

import json
import os
import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.checks.budgets import record

ROOT = Path(__file__).resolve().parents[3]
PLAIN_NAMES = "django.contrib.staticfiles.storage.StaticFilesStorage"  # static files as they are in the source


def main() -> int:
    """Print a sentence for each figure that grew or is missing; exit 1 when there is one."""
    parser = ArgumentParser(prog="python -m tests.checks.budgets")
    parser.add_argument("--record", action="store_true", help="把现在的数写进 record.csv")
    asked = parser.parse_args()
    try:
        found = _measured()
    except RuntimeError as failure:
        sys.stdout.write(f"{failure}\n")
        return 1
    if asked.record:
        record.write(found)
        return 0
    faults = list(record.faults(found, record.read()))
    sys.stdout.writelines(f"{fault}\n" for fault in faults)
    return int(bool(faults))


def _measured() -> record.Figures:
    """The figures, measured by a process whose home is thrown away. Raises RuntimeError with what it said."""
    with TemporaryDirectory(prefix="yishang-budgets-") as home:
        (Path(home) / "static").mkdir()
        own = {"YISHANG_HOME": home, "DATABASE_URL": "", "YISHANG_DEMO": "1", "SECRET_KEY": "budgets" * 8}
        command = [sys.executable, "-W", "ignore", "-m", "tests.checks.budgets.measuring"]
        environment = {**os.environ, **own, "STATIC_BACKEND": PLAIN_NAMES}
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return {(measured, of): figure for measured, of, figure in json.loads(done.stdout)}


if __name__ == "__main__":
    sys.exit(main())
