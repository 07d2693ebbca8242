"""The tables of 双随机、一公开. Planning and libraries here; the single inspection in modules of its own."""

from yishang.contexts.random_inspection.models.inspections import (
    Correction,
    Inspection,
    LineAnswer,
    ResultCode,
    TeamMember,
)
from yishang.contexts.random_inspection.models.items import Guideline, InspectItem, SourceFigure, Term
from yishang.contexts.random_inspection.models.leads import Lead
from yishang.contexts.random_inspection.models.libraries import (
    Department,
    Expert,
    InspectObject,
    Inspector,
    ObjectTag,
    Permit,
    Quarantined,
    Relation,
    SpecialLibrary,
    Training,
)
from yishang.contexts.random_inspection.models.planning import Assignment, Candidate, LastInspection, Plan, Task

__all__ = [
    "Assignment",
    "Candidate",
    "Correction",
    "Department",
    "Expert",
    "Guideline",
    "InspectItem",
    "InspectObject",
    "Inspection",
    "Inspector",
    "LastInspection",
    "Lead",
    "LineAnswer",
    "ObjectTag",
    "Permit",
    "Plan",
    "Quarantined",
    "Relation",
    "ResultCode",
    "SourceFigure",
    "SpecialLibrary",
    "Task",
    "TeamMember",
    "Term",
    "Training",
]
