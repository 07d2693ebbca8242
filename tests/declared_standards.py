"""What the addresses of the catalog's desk and of its lists answer to whom: rows of declared_answers.py."""

from tests.declared_answers import ADMIN, ALL, PHONE, Answers

NO_CATALOG = {"302": "nobody", "403": f"{PHONE} {ADMIN} DRL ENF API"}

STANDARDS: dict[str, Answers] = {
    "GET service_standards:items": NO_CATALOG | {"200": "CBO MBO VML DEP MON"},
    "GET service_standards:home": {"200": ALL},
    "GET service_standards:list": {"404": ALL},  # there is no list of that name
    "GET service_standards:item": {"404": ALL},
}  # fmt: skip
