"""What the law of a day says: parameters, reasons, measures, the licence table; and which units those speak of."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from yishang.contexts.credit import rules
from yishang.contexts.credit.models import CreditList, LicenceRule, Measure, Parameter, Reason, UnitDuty
from yishang.kernel.clocks.rules import LimitUnknown
from yishang.kernel.directory import queries as directory
from yishang.kernel.geo import queries as geo

if TYPE_CHECKING:
    from yishang.kernel.directory.models import Unit


def in_force(on: date, first: str = "effective_from", last: str = "effective_to") -> Q:
    """Rows whose days hold that day; both ends belong to them."""
    return Q(**{f"{first}__lte": on}) & (Q(**{f"{last}__isnull": True}) | Q(**{f"{last}__gte": on}))


def parameter(code: str, *, on: date) -> int:
    """The value of a parameter by the law of that day. Raises LimitUnknown where nobody has entered one."""
    found = Parameter.objects.filter(in_force(on), code=code).order_by("-effective_from").first()
    if found is None:
        raise LimitUnknown(f"没有找到 {on:%Y-%m-%d} 适用的参数（{code}）。", next_step="请平台管理员补录信用监管参数。")
    return found.value


def window_of(grade: str, *, on: date) -> rules.Window:
    """How long information of a grade (LIGHT, ORDINARY, SERIOUS) is shown. Raises LimitUnknown."""
    name = grade.lower()
    return rules.Window(parameter(f"{name}_least", on=on), parameter(f"{name}_most", on=on))


def reasons(*, on: date) -> list[Reason]:
    """The reasons for which somebody may be listed that day."""
    return list(Reason.objects.filter(in_force(on)))


def reason(code: str, *, on: date) -> Reason | None:
    """The reason of that code as of that day."""
    return Reason.objects.filter(in_force(on), code=code).order_by("-effective_from").first()


def measures(list_code: str, *, on: date) -> list[Measure]:
    """The measures that may hang on a list that day."""
    return list(Measure.objects.filter(in_force(on), list_id=list_code).select_related("list"))


def credit_list(code: str) -> CreditList | None:
    """A list of the catalog."""
    return CreditList.objects.filter(pk=code).first()


def catalog_rows() -> "dict[str, QuerySet[Any]]":
    """Every catalog as the page 规则与参数 shows it."""
    return {
        "parameters": Parameter.objects.all(),
        "reasons": Reason.objects.all(),
        "measures": Measure.objects.select_related("list"),
        "licences": LicenceRule.objects.all(),
        "duties": UnitDuty.objects.select_related("unit", "region"),
    }


def licence_table(*, on: date) -> list[rules.LicenceRule]:
    """The rows of the licence table in force that day."""
    return [
        rules.LicenceRule(
            one.code, one.licence, one.department, one.department_name, tuple(one.keywords.split()),
            tuple(one.industries.split()), one.basis, one.after, one.valid_from, one.valid_to,
        )
        for one in LicenceRule.objects.filter(in_force(on, "valid_from", "valid_to"))
    ]  # fmt: skip


def unit_of(department: str, *, region_code: str) -> "Unit | None":
    """The unit that does a department's work in a region: the county's own, else its city's. None while there is none.

    The table of duties says so (a reform may give the work to another office), else the code of the unit.
    """
    for region in dict.fromkeys((region_code, geo.city_of(region_code))):
        told = UnitDuty.objects.filter(department=department, region_id=region).select_related("unit").first()
        if found := told.unit if told else directory.unit(f"{region}-{department}"):
            return found
    return None


def bureau_of(region_code: str) -> "Unit | None":
    """The market supervision bureau of a region."""
    return unit_of(rules.BUREAU, region_code=region_code)
