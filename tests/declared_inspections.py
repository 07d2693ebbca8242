"""What the addresses of one inspection answer to whom; the rest of the house stands in declared_answers.py."""

from tests.declared_answers import ALL, DESK, NO_INSPECTION, NO_LEAD, NO_PLANNER, PHONE, TO_THE_COMPANY, Answers

OTHERS_API = "LIA LDR SPD CBO MBO SYS SEC AUD API"
NO_INSPECTION_API = {"401": "nobody", "403": OTHERS_API}
NO_INSPECTOR = {"302": "nobody", "403": f"{PHONE} CBO MBO SYS SEC AUD ENF API"}

NOT_LEAD = f"{PHONE} CBO MBO VML DEP MON SYS SEC AUD ENF API"

INSPECTIONS: dict[str, Answers] = {
    # one inspection: 404 wherever a number is asked for, since it belongs to an appeal here; its own walk is in
    # test_pages_of_inspections.py
    "GET random_inspection:today": {"302": "nobody", "200": "ENF", "403": f"{PHONE} {DESK} SYS SEC AUD DRL API"},
    "GET random_inspection:worker": {"200": ALL},
    "GET random_inspection:manifest": {"200": ALL},
    "GET random_inspection:company_inspections": {**TO_THE_COMPANY, "200": "ENT"},
    "GET random_inspection:company_code": {**TO_THE_COMPANY, "200": "ENT"},
    "GET random_inspection:company_inspection": {**TO_THE_COMPANY, "404": "ENT"},
    "POST random_inspection:rate_inspection": {**TO_THE_COMPANY, "404": "ENT"},
    "GET random_inspection:company_move": {**TO_THE_COMPANY, "404": "ENT"},
    "POST random_inspection:company_move": {**TO_THE_COMPANY, "404": "ENT"},
    "GET random_inspection:inspections": NO_INSPECTOR | {"200": "DRL DEP MON VML"},
    "GET random_inspection:inspections_export": NO_INSPECTOR | {"200": "DRL DEP MON VML"},
    "GET random_inspection:inspection": NO_INSPECTOR | {"404": "DRL DEP MON VML"},
    "GET random_inspection:inspection_move": NO_INSPECTOR | {"404": "DRL DEP MON VML"},
    "POST random_inspection:inspection_move": NO_INSPECTOR | {"404": "DRL DEP MON VML"},
    "GET api:carry_inspections": NO_INSPECTION_API | {"200": "ENF", "403": f"{OTHERS_API} ENT DRL DEP MON VML"},
    "GET api:list_inspections": NO_INSPECTION_API | {"200": "ENF ENT DRL DEP MON VML"},
    "GET api:read_inspection": NO_INSPECTION_API | {"404": "ENF ENT DRL DEP MON VML"},
    "POST api:move_inspection": NO_INSPECTION_API | {"404": "ENF ENT DRL DEP MON VML"},
    "POST api:store_inspection_picture": NO_INSPECTION_API | {"201": "ENF ENT DRL DEP MON VML"},
    # one net: a lead's number is a lead's; the doors of other platforms take what they signed, whoever is signed in
    "GET random_inspection:board": {"200": ALL},
    "GET random_inspection:leads": NO_INSPECTION | {"200": "DRL DEP MON"},
    "GET random_inspection:lead": NO_INSPECTION | {"404": "DRL DEP MON"},
    "GET random_inspection:lead_move": NO_INSPECTION | {"404": "DRL DEP MON"},
    "POST random_inspection:lead_move": NO_INSPECTION | {"404": "DRL DEP MON"},
    "GET random_inspection:exchange": NO_INSPECTION | {"200": "DRL DEP MON"},
    "POST random_inspection:exchange": {"302": "nobody", "409": "DRL", "403": NOT_LEAD},
    "POST random_inspection:take_lead": {"403": ALL},
    "POST random_inspection:take_licence": {"403": ALL},
    "GET random_inspection:guidelines": NO_INSPECTION | {"200": "DRL DEP MON"},
    "POST random_inspection:guidelines": NO_INSPECTION | {"404": "DRL", "403": NOT_LEAD},
    # plan, task, lot: 404 where a number is asked for, since it belongs to an appeal here
    "GET random_inspection:plans": NO_INSPECTION | {"200": "DRL DEP MON"},
    "GET random_inspection:tasks": NO_INSPECTION | {"200": "DRL DEP MON"},
    "GET random_inspection:figures": NO_INSPECTION | {"200": "DRL DEP MON"},
    "GET random_inspection:hits": NO_LEAD | {"200": "DRL"},
    "GET random_inspection:new_plan": NO_PLANNER | {"200": "DRL DEP"},
    "POST random_inspection:new_plan": NO_PLANNER | {"422": "DRL DEP"},
    "GET random_inspection:new_task": NO_PLANNER | {"200": "DRL DEP"},
    "POST random_inspection:new_task": NO_PLANNER | {"422": "DRL DEP"},
    "GET random_inspection:plan": NO_INSPECTION | {"404": "DRL DEP MON"},
    "POST random_inspection:plan": NO_INSPECTION | {"404": "DRL DEP MON"},
    "GET random_inspection:edit_plan": NO_PLANNER | {"404": "DRL DEP"},
    "POST random_inspection:edit_plan": NO_PLANNER | {"404": "DRL DEP"},
    "GET random_inspection:task": NO_INSPECTION | {"404": "DRL DEP MON"},
    "POST random_inspection:task": NO_INSPECTION | {"404": "DRL DEP MON"},
    "GET random_inspection:draw_file": NO_INSPECTION | {"404": "DRL DEP MON"},
}
