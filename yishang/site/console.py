"""The console command `yishang`: everything an operator types."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> int:
    """Run one subcommand; the exit code is the command's own.

    Unless YISHANG_DEMO=0 says otherwise, what is served is the demo city: a newcomer should see something at once.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yishang.site.settings")
    os.environ.setdefault("YISHANG_DEMO", "1")
    execute_from_command_line(["yishang", *sys.argv[1:]])
    return 0
