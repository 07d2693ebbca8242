"""docs/states.md as the tables of moves have it; `python -m tests.checks.states` writes it anew."""

import sys
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from pkgutil import iter_modules

import yishang.contexts
from yishang.kernel.cases.rules import DUTY_LABELS, Move, Workflow, diagram

PAGE = Path(__file__).resolve().parents[2] / "docs" / "states.md"
HEAD = """# States and moves

Drawn from the tables of moves by `python -m tests.checks.states`. Do not edit it; `tests/test_docs_in_step.py` fails
when it is out of step. Where a move goes back to the state before a request, the table says so; the picture cannot.
Lengths of the clocks are data: `data/time_limits.csv` of the process.
"""
COLUMNS = ("Move", "Label", "From", "To", "By", "Clocks stopped", "Clocks started", "Fact")


def main() -> int:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")
    return 0


def page() -> str:
    """The whole page: a chapter for each workflow of each context."""
    return "\n".join([HEAD, *map(_chapter, workflows())])


def workflows() -> Iterator[Workflow]:
    """Every Workflow that a context's rules hold, in the order of the folders."""
    for context in iter_modules(yishang.contexts.__path__, "yishang.contexts."):
        if find_spec(f"{context.name}.rules"):
            values = vars(import_module(f"{context.name}.rules")).values()
            yield from (value for value in values if isinstance(value, Workflow))


def _chapter(workflow: Workflow) -> str:
    return "\n".join(
        [
            f"## {workflow.title} (`{workflow.kind}`, version {workflow.version})\n",
            f"```mermaid\n{diagram(workflow)}```\n",
            _row(*COLUMNS),
            _row(*("---" for _ in COLUMNS)),
            *(_line(move) for move in workflow.moves),
            "",
        ]
    )


def _line(move: Move) -> str:
    target = "the state before the request" if move.back else move.target or "stays"
    by = "、".join(DUTY_LABELS[duty] for duty in sorted(move.by))
    stops, starts = (", ".join(clocks) or "—" for clocks in (move.stops, move.starts))
    fact = f"`{move.fact}`" + (" (internal)" if move.internal else "")
    return _row(f"`{move.name}`", move.label, ", ".join(move.sources), target, by, stops, starts, fact)


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.exit(main())
