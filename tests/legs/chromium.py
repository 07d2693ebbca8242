"""Which browser the browser tests drive."""

import os
from shutil import which

NAMES = ("chromium", "chromium-browser", "google-chrome")


def executable() -> str | None:
    """The path in CHROMIUM, else the first browser found on the PATH, else None."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(which, NAMES)), None)
