"""The console command `yishang`: everything an operator types."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> int:
    """Run one subcommand; the exit code is the command's own."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yishang.site.settings")
    execute_from_command_line(["yishang", *sys.argv[1:]])
    return 0
