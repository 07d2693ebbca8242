"""Which processes lay their matters open, and what of them."""

from yishang.kernel.analysis.rules import Extract
from yishang.kernel.context import modules_named


def extracts() -> dict[str, Extract]:
    """The extracts that the installed processes declare in their queries, by name."""
    found = (value for module in modules_named("queries") for value in vars(module).values())
    return {value.name: value for value in found if isinstance(value, Extract)}
