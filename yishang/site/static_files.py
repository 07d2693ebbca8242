"""Collect the static files once for each state of their sources: a second start costs nothing."""

from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


def collect() -> None:
    """Run collectstatic when any source is newer or other than last time."""
    stamp = Path(settings.STATIC_ROOT) / ".stamp"
    now = _state_of_sources()
    if not stamp.exists() or stamp.read_text() != now:
        call_command("collectstatic", interactive=False, verbosity=0, clear=True)
        stamp.parent.mkdir(parents=True, exist_ok=True)
        stamp.write_text(now)


def _state_of_sources() -> str:
    found = sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            file = Path(storage.path(path)).stat()
            found.update(f"{path}|{file.st_size}|{file.st_mtime_ns}".encode())
    return found.hexdigest()
