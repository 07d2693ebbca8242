"""What the addresses of bundles answer to whom; part of DECLARED."""

from tests.declared_answers import ALL, DESK, PHONE, TO_THE_COMPANY, Answers

NO_DESK = {"302": "nobody", "403": f"{PHONE} VML SYS SEC AUD DRL ENF API"}
NO_FILER = {"302": "nobody", "403": "LIA LDR SPD VML MON SYS SEC AUD DRL ENF API"}
NO_MACHINE = {"401": "nobody", "403": "SYS SEC AUD"}

DECLARED_BUNDLES: dict[str, Answers] = {
    # for anybody; this town has no catalog, so that nothing is offered
    "GET bundles:home": {"200": ALL},
    "GET bundles:bundle": {"200": ALL},
    "GET bundles:ask": {"409": ALL},
    "GET bundles:result": {"409": ALL},
    "GET bundles:apply": NO_FILER | {"409": "ENT DEP CBO MBO"},
    "POST bundles:apply": NO_FILER | {"409": "ENT DEP CBO MBO"},
    # the company's own
    "GET bundles:mine": TO_THE_COMPANY | {"200": "ENT"},
    "GET bundles:own": TO_THE_COMPANY | {"200 404 404": "ENT"},
    "GET bundles:own_move": TO_THE_COMPANY | {"200 404 404": "ENT"},
    "POST bundles:own_move": TO_THE_COMPANY | {"409 404 404": "ENT"},
    # the desk: the window is the county's office here, 演示供电 has a part of it
    "GET bundles:desk": NO_DESK | {"200": "DEP CBO MBO MON"},
    "GET bundles:export": NO_DESK | {"200": "DEP CBO MBO MON"},
    "GET bundles:figures": NO_DESK | {"200": "DEP CBO MBO MON"},
    "GET bundles:matter": NO_DESK | {"200 404 404": "DEP CBO", "200 200 404": "MBO MON"},
    "GET bundles:matter_move": NO_DESK | {"403 404 404": "DEP", "200 404 404": "CBO", "403 403 404": "MBO MON"},
    "POST bundles:matter_move": NO_DESK | {"403 404 404": "DEP", "409 404 404": "CBO", "403 403 404": "MBO MON"},
    "GET bundles:part": NO_DESK | {"200 404 404": "DEP CBO", "200 200 404": "MBO MON"},
    "GET bundles:part_move": NO_DESK | {"200 404 404": "DEP", "403 404 404": "CBO", "403 403 404": "MBO MON"},
    "POST bundles:part_move": NO_DESK | {"409 404 404": "DEP", "403 404 404": "CBO", "403 403 404": "MBO MON"},
    # machines
    "POST api:read_plan": NO_MACHINE | {"409": f"{PHONE} {DESK} DRL ENF API"},
    "POST api:open_package": NO_MACHINE | {
        "409 403 409": "ENT CBO", "403 403 409": "LIA LDR SPD MBO VML DEP MON DRL ENF API",
    },
    "GET api:list_packages": NO_MACHINE | {"200": f"{PHONE} {DESK} DRL ENF API"},
    "GET api:read_package": NO_MACHINE | {
        "200 404 404": f"{PHONE} CBO DEP", "200 200 404": "MBO VML MON", "404 404 404": "DRL ENF API",
    },
    "POST api:move_package": NO_MACHINE | {
        "422 404 404": "CBO", "403 404 404": f"{PHONE} DEP", "403 403 404": "MBO VML MON",
        "404 404 404": "DRL ENF API",
    },
    "POST api:store_bundle_picture": NO_MACHINE | {"201": f"{PHONE} {DESK} DRL ENF API"},
}  # fmt: skip
