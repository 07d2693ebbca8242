"""What a process keeps of the database must not outlive the rows it was read from."""

import sys
from collections.abc import Callable
from functools import cache
from inspect import getmembers, isfunction
from types import ModuleType

from django.apps import apps


def forget_all() -> None:
    """Let every kernel and context forget what it keeps."""
    for config in apps.get_app_configs():
        if queries := sys.modules.get(f"{config.name}.queries"):  # not imported means nothing kept
            for forget in _forgetting(queries):
                forget()


@cache
def _forgetting(queries: ModuleType) -> tuple[Callable[[], None], ...]:
    """Its `forget` and `forget_…`: a kernel that keeps something offers one."""
    return tuple(function for name, function in getmembers(queries, isfunction) if f"{name}_".startswith("forget_"))
