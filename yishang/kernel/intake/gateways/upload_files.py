"""Where handed-in tables lie between the upload and the end: one folder each, under the installation's home."""

import csv
from collections.abc import Iterable
from hashlib import file_digest, sha256
from pathlib import Path
from shutil import rmtree
from tempfile import NamedTemporaryFile
from typing import IO

from django.conf import settings

from yishang.kernel.intake.gateways.reports import write_report
from yishang.kernel.intake.gateways.workbooks import in_temporary_file
from yishang.kernel.intake.rules import FORMULA_STARTS, FULL, NoRoomForTable

TABLE, REPORT, SEEN = "table", "report.csv", "seen.sqlite3"


def received(chunks: Iterable[bytes], *, most: int) -> tuple[Path, str, int] | None:
    """Write what comes to a file not yet anybody's: its path, SHA-256 and size; None when it is more than `most`.

    Raises NoRoomForTable, and leaves nothing lying on the full disk.
    """
    path, digest, size = _written(chunks, most)
    if size > most:
        path.unlink()
        return None
    return path, digest, size


def _written(chunks: Iterable[bytes], most: int) -> tuple[Path, str, int]:
    home = _home()
    home.mkdir(parents=True, exist_ok=True)
    digest, size = sha256(), 0
    file = NamedTemporaryFile(dir=home, prefix="incoming-", delete=False)  # noqa: SIM115  closed just below
    try:
        with file:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                if size > most:
                    break
                file.write(chunk)
    except OSError as fault:
        Path(file.name).unlink(missing_ok=True)
        if fault.errno not in FULL:
            raise
        raise NoRoomForTable("表格暂时存不下了。", next_step="请告诉系统管理员磁盘已满，稍后再传。") from fault
    return Path(file.name), digest.hexdigest(), size


def settle(path: Path, upload_id: int) -> None:
    """Give a received file its place."""
    folder = folder_of(upload_id)
    rmtree(folder, ignore_errors=True)  # of a row that was never committed
    folder.mkdir()
    path.rename(folder / TABLE)


def folder_of(upload_id: int) -> Path:
    return _home() / str(upload_id)


def is_untouched(upload_id: int, digest: str) -> bool:
    """Whether the file is still there, byte for byte as it came."""
    try:
        with (folder_of(upload_id) / TABLE).open("rb") as file:
            return file_digest(file, "sha256").hexdigest() == digest
    except OSError:
        return False


def remove(upload_id: int) -> None:
    rmtree(folder_of(upload_id), ignore_errors=True)


def remove_all_but(upload_ids: Iterable[int], *, before: float) -> None:
    """Remove what no row speaks for and nobody has touched since `before` (seconds since 1970, the file system's)."""
    kept = set(map(str, upload_ids))
    for path in _home().glob("*"):
        if path.name not in kept and path.stat().st_mtime < before:
            rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def report_file(upload_id: int, *, as_workbook: bool) -> IO[bytes]:
    """The report of faults. Raises FileNotFoundError when it is gone."""
    path = folder_of(upload_id) / REPORT
    if not as_workbook:
        return path.open("rb")
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = csv.reader(file)
        next(lines)
        found = ([_as_it_was(cell) for cell in line] for line in lines)
        return in_temporary_file(lambda book: write_report(book, found))


def _as_it_was(cell: str) -> str:
    """Without the apostrophe that disarms it in a CSV: in a workbook it is a text anyway."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in FORMULA_STARTS else cell


def _home() -> Path:
    return Path(settings.HOME) / "imports"
