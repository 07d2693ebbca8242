"""What the addresses of the catalog's desk and of its lists answer to whom: rows of declared_answers.py."""

from tests.declared_answers import ADMIN, ALL, NO_ANSWERER, NO_LOOK, PHONE, Answers

NO_ITEM_DESK = {"302": "nobody", "403": f"{PHONE} {ADMIN} API"}
NO_ITEM_WRITER = {"302": "nobody", "403": f"{PHONE} VML MON {ADMIN} API"}
NO_COUNTY_ITEM = {"302": "nobody", "403": f"{PHONE} MBO VML DEP MON {ADMIN} API"}
NO_CITY_ITEM = {"302": "nobody", "403": f"{PHONE} CBO VML DEP MON {ADMIN} API"}
READ, WRITE = "CBO MBO VML DEP MON", "CBO MBO DEP"

STANDARDS: dict[str, Answers] = {
    "GET service_standards:items": NO_ITEM_DESK | {"200": "CBO MBO VML DEP MON"},
    "POST service_standards:items": NO_ITEM_DESK | {"422": READ},
    "GET service_standards:new_item": NO_ITEM_WRITER | {"200": WRITE},
    "POST service_standards:new_item": NO_ITEM_WRITER | {"422": WRITE},
    "GET service_standards:material_clashes": NO_ITEM_DESK | {"200": READ},
    "GET service_standards:desk_item": NO_ITEM_DESK | {"404": READ},
    "GET service_standards:print_item": NO_ITEM_DESK | {"404": READ},
    "GET service_standards:compare_item": NO_ITEM_DESK | {"404": READ},
    "GET service_standards:item_counties": NO_ITEM_DESK | {"404": READ},
    "GET service_standards:edit_item": NO_ITEM_WRITER | {"404": WRITE},
    "POST service_standards:edit_item": NO_ITEM_WRITER | {"404": WRITE},
    "GET service_standards:retire_item": NO_ITEM_WRITER | {"404": WRITE},
    "POST service_standards:retire_item": NO_ITEM_WRITER | {"404": WRITE},
    "POST service_standards:item_step": NO_ITEM_WRITER | {"404": WRITE},
    "GET service_standards:ask_deviation": NO_COUNTY_ITEM | {"404": "CBO"},
    "POST service_standards:ask_deviation": NO_COUNTY_ITEM | {"404": "CBO"},
    "GET service_standards:counties": NO_ITEM_DESK | {"200": READ},
    "POST service_standards:decide_deviation": NO_CITY_ITEM | {"422": "MBO"},
    "POST service_standards:follow_again": {
        "302": "nobody", "403": f"{PHONE} VML DEP MON {ADMIN} API", "404": "CBO MBO",
    },
    "POST service_standards:object_to": NO_COUNTY_ITEM | {"422": "CBO"},
    "POST service_standards:decide_objection": NO_CITY_ITEM | {"422": "MBO"},
    "GET service_standards:home": {"200": ALL},
    "GET service_standards:list": {"404": ALL},  # there is no list of that name
    "GET service_standards:item": {"404": ALL},
    "GET service_standards:report": {"404": ALL},
    "POST service_standards:report": {"404": ALL},
    "GET service_standards:follow": {"200": ALL},
    "POST service_standards:follow": {"404": ALL},
    "GET service_standards:comparison": NO_ITEM_DESK | {"200": "CBO MBO VML DEP MON"},
    "GET service_standards:assessment": NO_ITEM_DESK | {"200": "CBO MBO VML DEP MON"},
    "GET service_standards:publications": NO_ITEM_DESK | {"200": "CBO MBO VML DEP MON"},
    "POST service_standards:publications": NO_ITEM_DESK | {"422": "CBO MBO DEP", "200": "VML MON"},
    "GET service_standards:withdraw": NO_ANSWERER | {"404": "CBO MBO DEP"},
    "POST service_standards:withdraw": NO_ANSWERER | {"404": "CBO MBO DEP"},
    "GET service_standards:demands": NO_LOOK | {"200": "CBO MBO DEP MON"},
    "GET service_standards:demand": NO_LOOK | {"200 404 404": "CBO MBO MON", "404 404 404": "DEP"},
    "GET service_standards:demand_picture": NO_LOOK | {"404 404 404": "CBO MBO DEP MON"},
    "POST service_standards:demand_contact": NO_ANSWERER | {"422 404 404": "CBO MBO", "404 404 404": "DEP"},
    "GET service_standards:demand_move": NO_ANSWERER | {"200 404 404": "CBO MBO", "404 404 404": "DEP"},
    "POST service_standards:demand_move": NO_ANSWERER | {"409 404 404": "CBO MBO", "404 404 404": "DEP"},
}  # fmt: skip
