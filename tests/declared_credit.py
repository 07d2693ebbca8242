"""What the addresses of credit answer to whom: rows of the table of declared_answers.py, which is full."""

from tests.declared_answers import ADMIN, DESK, PHONE, TO_THE_COMPANY, Answers

NO_CREDIT = {"302": "nobody", "403": f"{PHONE} CBO MBO VML SYS SEC AUD ENF API"}
NO_CREDIT_WORK = {"302": "nobody", "403": f"{PHONE} CBO MBO VML MON SYS SEC AUD ENF API"}
NO_COUNTER = {"302": "nobody", "403": f"{PHONE} VML SYS SEC AUD ENF API"}
NO_PAPERS = {"302": "nobody", "403": "LIA LDR SPD CBO MBO VML SYS SEC AUD ENF API"}

DECLARED_CREDIT: dict[str, Answers] = {
    # credit: the company reads what it was told; the bureau works, the lead department and 督查室 see the city
    "GET credit:mine": TO_THE_COMPANY | {"200": "ENT"},
    "GET credit:apply_repair": TO_THE_COMPANY | {"200 404 404": "ENT"},
    "POST credit:apply_repair": TO_THE_COMPANY | {"422 404 404": "ENT"},
    "GET credit:own_matter": TO_THE_COMPANY | {"200 404 404": "ENT"},
    "GET credit:own_move": TO_THE_COMPANY | {"200 404 404": "ENT"},
    "POST credit:own_move": TO_THE_COMPANY | {"409 404 404": "ENT"},
    "GET credit:ask": NO_COUNTER | {"200": "CBO MBO DEP MON DRL"},
    "POST credit:ask": NO_COUNTER | {"422": "CBO MBO DEP MON DRL"},
    "GET credit:company": NO_CREDIT | {"200 200 404": "DEP MON DRL"},
    "POST credit:hint": NO_CREDIT_WORK | {"422 422 404": "DEP DRL"},
    "POST credit:certify": NO_PAPERS | {"302 404 404": "ENT", "302 302 404": "DEP DRL", "403 403 404": "MON"},
    "GET credit:certificate": NO_PAPERS | {"200 404 404": "ENT", "200 200 404": "DEP MON DRL"},
    "GET credit:paper": NO_PAPERS | {"200 404 404": "ENT", "200 200 404": "DEP MON DRL"},
    "GET credit:records": NO_CREDIT | {"200": "DEP MON DRL"},
    "GET credit:export_records": NO_CREDIT | {"200": "DEP MON DRL"},
    "GET credit:record": NO_CREDIT | {"200 200 404": "DEP MON DRL"},
    "POST credit:publish": NO_CREDIT_WORK | {"302 302 404": "DEP DRL"},
    "GET credit:exchange": NO_CREDIT | {"200": "DEP MON DRL"},
    "POST credit:exchange": NO_CREDIT | {"403": f"{PHONE} CBO MBO VML SYS SEC AUD ENF API DEP MON", "409": "DRL"},
    "GET api:read_credit_matter": {"401": "nobody", "403": "SYS SEC AUD", "404": f"{PHONE} {DESK} DRL ENF API"},
    "POST api:move_credit_matter": {"401": "nobody", "403": "SYS SEC AUD", "404": f"{PHONE} {DESK} DRL ENF API"},
    "GET credit:figures": NO_CREDIT | {"200": "DEP MON DRL"},
    "GET credit:catalogs": NO_CREDIT | {"200": "DEP MON DRL"},
    "GET credit:pushes": NO_CREDIT | {"200": "DEP MON DRL"},
    "GET credit:warnings": NO_CREDIT | {"200": "DEP MON DRL"},
    "GET credit:listings": NO_CREDIT | {"200": "DEP MON DRL"},
    "GET credit:serious": NO_CREDIT | {"200": "DEP MON DRL"},
    "GET credit:sanctions": NO_CREDIT | {"200": "DEP MON DRL"},
    "GET credit:repairs": NO_CREDIT | {"200": "DEP MON DRL"},
    "GET credit:export": NO_CREDIT | {"200": "DEP MON DRL"},
    "GET credit:new": NO_CREDIT_WORK | {"200": "DEP DRL"},
    "POST credit:new": NO_CREDIT_WORK | {"422": "DEP DRL"},
    "GET credit:matter": NO_CREDIT | {"200 404 404": "DEP", "200 200 404": "MON DRL"},
    "GET credit:move": NO_CREDIT | {"200 404 404": "DEP", "403 403 404": "MON DRL"},
    "POST credit:move": NO_CREDIT | {"409 404 404": "DEP", "403 403 404": "MON DRL"},
    "GET api:ask_restrictions": {"401": "nobody", "422": f"{PHONE} {DESK} {ADMIN} API"},
    "POST api:send_registrations": {
        "401": "nobody", "422": "MBO DRL", "403": f"{PHONE} CBO VML DEP MON ENF SYS SEC AUD API",
    },
    "POST api:send_records": {
        "401": "nobody", "422": "MBO DRL", "403": f"{PHONE} CBO VML DEP MON ENF SYS SEC AUD API",
    },
    "POST api:store_credit_picture": {"401": "nobody", "403": "SYS SEC AUD", "201": f"{PHONE} {DESK} DRL ENF API"},
}  # fmt: skip
