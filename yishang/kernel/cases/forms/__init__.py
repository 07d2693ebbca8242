"""What people fill in, in whichever process: fields with their words, faults in their places, moves."""

from yishang.kernel.cases.forms.faults import add_faults, faults_of
from yishang.kernel.cases.forms.fields import (
    CHOOSE,
    NO_NULL,
    REQUIRED,
    NumberField,
    PictureIds,
    Several,
    choice_field,
    day_field,
    keepable,
    line_field,
    several_field,
    text_field,
)
from yishang.kernel.cases.forms.intentions import UNKNOWN, Intention, Intentions

__all__ = [
    "CHOOSE",
    "NO_NULL",
    "REQUIRED",
    "UNKNOWN",
    "Intention",
    "Intentions",
    "NumberField",
    "PictureIds",
    "Several",
    "add_faults",
    "choice_field",
    "day_field",
    "faults_of",
    "keepable",
    "line_field",
    "several_field",
    "text_field",
]
