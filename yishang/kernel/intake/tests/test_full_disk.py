"""A disk that fills while a table comes in is told in words, and nothing is left lying on it."""

import errno
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from yishang.kernel.intake import rules
from yishang.kernel.intake.gateways import upload_files


def until_the_disk_is_full(fault: int) -> Iterator[bytes]:
    yield b"name,uscc\n"
    raise OSError(fault, "No space left on device")


@pytest.mark.parametrize("fault", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_said_and_the_beginning_of_the_file_is_gone(
    settings: Settings, tmp_path: Path, fault: int
) -> None:
    settings.HOME = tmp_path
    with pytest.raises(rules.NoRoomForTable, match="存不下"):
        upload_files.received(until_the_disk_is_full(fault), most=1024)
    assert not list((tmp_path / "imports").iterdir())


def test_another_fault_of_the_disk_is_no_full_disk_and_leaves_nothing_either(
    settings: Settings, tmp_path: Path
) -> None:
    settings.HOME = tmp_path
    with pytest.raises(OSError, match="No space"):
        upload_files.received(until_the_disk_is_full(errno.EIO), most=1024)
    assert not list((tmp_path / "imports").iterdir())
