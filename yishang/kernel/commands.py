"""How our commands speak on the console: Chinese help and usage, one line for a refusal, exit code 1 for bad usage."""

from argparse import SUPPRESS, HelpFormatter
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser

UNUSABLE = 1
DJANGO_SWITCHES = ("--traceback", "--no-color", "--force-color", "--skip-checks")
SAID_BY_ARGPARSE = {  # it ships without translations
    "the following arguments are required:": "缺少",
    "invalid choice:": "没有",
    "choose from": "可选",
    "expected one argument": "后面要写一个值",
    "expected at least one argument": "后面至少要写一个值",
    "argument ": "参数 ",
}


class ChineseHelp(HelpFormatter):
    """The word before the usage line, in the language of the rest."""

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class ChineseParser(CommandParser):
    """Help in Chinese; arguments that cannot be used end with the exit code of unusable input."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, formatter_class=ChineseHelp, add_help=False)
        self._positionals.title, self._optionals.title = "参数", "选项"
        self.add_argument("-h", "--help", action="help", help="显示这段说明")

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """argparse leaves words that it does not know to the parser above, which would not know whose they are."""
        found, unknown = super().parse_known_args(args, namespace)
        if unknown:
            self.error(f"不认识“{' '.join(unknown)}”")
        return found, unknown

    def error(self, message: str) -> NoReturn:
        for english, chinese in SAID_BY_ARGPARSE.items():
            message = message.replace(english, chinese)
        self.exit(UNUSABLE, f"{self.format_usage()}参数不全或有误：{message}\n")


class ConsoleCommand(BaseCommand):
    """A command that an operator types. Django's own switches work, but are not listed."""

    epilog: str | None = None

    def create_parser(self, prog_name: str, subcommand: str, **_options: Any) -> CommandParser:
        """In Django's place, whose headings are English."""
        parser = ChineseParser(prog=f"{prog_name} {subcommand}".strip(), description=self.help, epilog=self.epilog)
        for switch in DJANGO_SWITCHES:
            parser.add_argument(switch, action="store_true", help=SUPPRESS)
        parser.add_argument("--verbosity", type=int, default=1, help=SUPPRESS)
        parser.add_argument("--settings", help=SUPPRESS)
        parser.add_argument("--pythonpath", help=SUPPRESS)
        self.add_arguments(parser)
        return parser

    def execute(self, *args: Any, **options: Any) -> str | None:
        """A refusal is one line on the console; whoever calls the command from Python gets the exception."""
        try:
            return super().execute(*args, **options)
        except CommandError as refusal:
            if not getattr(self, "_called_from_command_line", False) or options.get("traceback"):
                raise
            self.stderr.write(str(refusal))
            raise SystemExit(refusal.returncode) from None
