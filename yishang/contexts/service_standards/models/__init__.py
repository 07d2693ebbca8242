"""The tables of 标准化清单. What an item says stands in kernel catalog and nowhere else."""

from yishang.contexts.service_standards.models.complaints import ExtraDemand
from yishang.contexts.service_standards.models.lists import ListPublication

__all__ = ["ExtraDemand", "ListPublication"]
