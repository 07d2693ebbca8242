"""What no tracked file may say: where a registry is, or where somebody's machine keeps its files."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements/run.txt", "requirements/dev.txt", "package-lock.json", "benchmarks/node/package-lock.json")
IN_LOCK = re.compile(r'"resolved"|--(?:extra-)?index-url|--find-links|^[^"]*://', re.MULTILINE)
REGISTRY = re.compile(r"//[\w.-]*(?:registry|pypi|npmjs|pythonhosted|mirror)[\w.-]*", re.IGNORECASE)
MACHINE = re.compile(r"(?<![\w.:/-])/(?:work|tmp|root|home|Users)/\w")


def main() -> int:
    """Print file, line and words of each find; exit 1 when there is one."""
    finds = [*lock_faults(), *word_faults()]
    sys.stdout.writelines(f"{find}\n" for find in finds)
    return int(bool(finds))


def lock_faults() -> Iterator[str]:
    """Lock files that are absent or name a host; they must install from whatever registry a city uses."""
    for name in LOCKS:
        file = ROOT / name
        if not file.exists():
            yield f"{name}: absent"
        elif found := IN_LOCK.search(file.read_text()):
            yield f"{name}: names a host: {found[0]!r}"


def word_faults() -> Iterator[str]:
    """Registries and private paths in the text of tracked files."""
    for file in tracked_files():
        for number, line in enumerate(_lines(file), start=1):
            if found := REGISTRY.search(line) or MACHINE.search(line):
                yield f"{file.relative_to(ROOT)}:{number}: {found[0]}"


def tracked_files() -> list[Path]:
    """Every file that git knows here."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:
        return []  # a picture


if __name__ == "__main__":
    sys.exit(main())
