"""What people fill in: items, libraries, plans and tasks."""

from yishang.contexts.random_inspection.forms.onsite import INTENTIONS

__all__ = ["INTENTIONS"]
