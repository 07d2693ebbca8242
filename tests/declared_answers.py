"""What every address and every API operation answers to whom: the table that test_scope_walk walks.

Answer → who. Where an address names a matter, three answers stand in a row: for the matter of 演示机械 in 秦都区
(dispatched to 演示供电公司), for one of 演示食品 in 渭城区 of the same city, and for one of another city. Lists say
after the status which of the three they show.
"""

INSPECTION = "DRL ENF"  # of inspections, and of no other process
PHONE, DESK, ADMIN = "ENT LIA LDR SPD", "CBO MBO VML DEP MON", f"SYS SEC AUD {INSPECTION}"
SIGNED_IN = f"{PHONE} {DESK} {ADMIN} API"
ALL = f"nobody {SIGNED_IN}"
Answers = dict[str, str]  # a status, three by place, or a status and what the list shows → who

TO_THE_PHONE_S_DOOR = {"302": "nobody", "403": f"{DESK} {ADMIN} API"}
TO_THE_COMPANY = {"302": "nobody", "403": f"LIA LDR SPD {DESK} {ADMIN} API"}
TO_THE_DESK_S_DOOR = {"302": "nobody", "403": f"{PHONE} {ADMIN} API"}
NO_SAMPLER = {"302": "nobody", "403": f"{PHONE} VML DEP {ADMIN} API"}
NO_CITY = {"302": "nobody", "403": f"{PHONE} CBO DEP {ADMIN} API"}
NO_CITY_OFFICE = {"302": "nobody", "403": f"{PHONE} CBO VML DEP MON {ADMIN} API"}
NO_MEETING = {"302": "nobody", "403": f"{PHONE} DEP {ADMIN} API"}
NO_CONVENER = {"302": "nobody", "403": f"{PHONE} CBO DEP MON {ADMIN} API"}
NO_IMPORTER = {"302": "nobody", "403": f"{PHONE} VML MON SYS SEC AUD ENF API"}
NO_KEEPER = {"302": "nobody", "403": f"{PHONE} {DESK} AUD {INSPECTION} API"}
NO_OFFICE = {"302": "nobody", "403": f"{PHONE} VML DEP MON {ADMIN} API"}
NO_ANSWERER = {"302": "nobody", "403": f"{PHONE} VML MON {ADMIN} API"}
NO_LINE = {"302": "nobody", "403": f"{PHONE} CBO VML DEP {ADMIN} API"}
NO_SYS = {"302": "nobody", "403": f"{PHONE} {DESK} SEC AUD {INSPECTION} API"}
NO_SEC = {"302": "nobody", "403": f"{PHONE} {DESK} SYS AUD {INSPECTION} API"}
NO_AUD = {"302": "nobody", "403": f"{PHONE} {DESK} SYS SEC {INSPECTION} API"}
NO_LOOK = {"302": "nobody", "403": f"{PHONE} VML {ADMIN} API"}
NO_TOPICS = {"302": "nobody", "403": f"{PHONE} VML SYS SEC AUD ENF API"}
NO_ANSWERS = {"302": "nobody", "403": f"{PHONE} VML MON SYS SEC AUD ENF API"}
NO_BUSINESS = {"401": "nobody", "403": ADMIN}
NO_VISITS = {"401": "nobody", "403": f"{ADMIN} API"}
SEEN_BY = {"200 404 404": f"{PHONE} CBO DEP", "200 200 404": "MBO VML MON API"}

NO_INSPECTION = {"302": "nobody", "403": f"{PHONE} CBO MBO VML SYS SEC AUD ENF API"}
NO_PLANNER = {"302": "nobody", "403": f"{PHONE} CBO MBO VML MON SYS SEC AUD ENF API"}
NO_LEAD = {"302": "nobody", "403": f"{PHONE} {DESK} SYS SEC AUD ENF API"}

DECLARED: dict[str, Answers] = {
    # open to everybody
    "GET healthz": {"200": ALL},
    "GET api:openapi-json": {"200": ALL},
    "GET api:api-root": {"404": ALL},
    "GET seals": {"200": ALL},
    "GET life_events:home": {"302": ALL},
    "GET life_events:tree": {"200": ALL},
    "GET life_events:citizens": {"200": ALL},
    "GET life_events:theme": {"200": ALL},
    "GET life_events:mine": {**TO_THE_COMPANY, "200": "ENT"},
    "GET life_events:versions": {"200": ALL},
    "GET life_events:keep": {**NO_CITY_OFFICE, "200": "MBO"},
    "POST life_events:keep": {**NO_CITY_OFFICE, "422": "MBO"},
    "POST life_events:publish": {**NO_CITY_OFFICE, "422": "MBO"},
    "POST life_events:drop": {**NO_CITY_OFFICE, "409": "MBO"},  # nobody has loaded a table
    "GET life_events:table": {**NO_CITY_OFFICE, "200": "MBO"},
    "GET life_events:gains": {**TO_THE_DESK_S_DOOR, "200": DESK},
    "GET life_events:gain": {**TO_THE_DESK_S_DOOR, "200": DESK},
    "GET life_events:findings": {**TO_THE_DESK_S_DOOR, "200": DESK},
    "GET life_events:event": {"200": ALL},
    "GET life_events:item": {"404": ALL},  # this town has published none
    "GET life_events:poster_svg": {"200": ALL},
    "GET life_events:poster_pdf": {"200": ALL},
    "GET map_drawing": {"302": "nobody", "200": SIGNED_IN},
    "GET styleguide": {"404": ALL},  # in development and in the demonstration only
    "GET styleguide_page": {"404": ALL},
    "GET search": {"302": ALL},
    # doors
    "GET home": {"200": "nobody", "302": SIGNED_IN},
    "GET sign_in": {"200": "nobody", "302": SIGNED_IN},
    "POST sign_in": {"403": "nobody", "302": SIGNED_IN},
    "GET sign_in_staff": {"200": "nobody", "302": SIGNED_IN},
    "POST sign_in_staff": {"403": "nobody", "302": SIGNED_IN},
    "POST sign_out": {"302": ALL},
    # steps for whoever is on the way in; everybody else is sent to a door
    "GET second_factor": {"302": ALL},
    "POST second_factor": {"302": ALL},
    "GET enrol_second_factor": {"302": ALL},
    "POST enrol_second_factor": {"302": ALL},
    "POST after_recovery_codes": {"302": ALL},
    "GET choose_password": {"302": ALL},
    "POST choose_password": {"302": ALL},
    "GET kept_form": {"302": ALL},
    "GET identity": {"404": ALL},  # where the installation names no identity provider
    "GET identity_callback": {"404": ALL},
    # one's own
    "GET account": {"302": "nobody", "200": SIGNED_IN},
    "POST choose_post": {"302": ALL},
    "POST choose_look": {"302": "nobody", "204": SIGNED_IN},
    "POST keep_session": {"401": "nobody", "200": SIGNED_IN},
    "GET change_password": {"302": "nobody", "200": SIGNED_IN},
    "POST change_password": {"302": "nobody", "422": SIGNED_IN},
    "POST sign_out_everywhere": {"302": ALL},
    "GET notices": {"302": "nobody", "200": SIGNED_IN},
    "POST notices": {"302": ALL},
    "GET open_notice": {"302": "nobody", "404": SIGNED_IN},  # none of them has a message yet
    "GET notice_preferences": {"302": "nobody", "200": SIGNED_IN},
    "POST notice_preferences": {"302": "nobody", "422": SIGNED_IN},
    "GET notice_wordings": {
        "302": "nobody", "200": "CBO MBO SYS", "403": f"{PHONE} VML DEP MON SEC AUD {INSPECTION} API",
    },
    "GET unsent_notices": {"302": "nobody", "200": "SYS", "403": f"{PHONE} {DESK} SEC AUD {INSPECTION} API"},
    "POST settle_unsent": {"302": "nobody", "409": "SYS", "403": f"{PHONE} {DESK} SEC AUD {INSPECTION} API"},
    "POST sms_receipts": {"403": ALL},  # for the SMS gateway, by a secret of its own
    # WeChat: not there unless the city has an official account
    "GET wechat_sign_in": {"404": ALL},
    "GET wechat_bind": {"302": "nobody", "404": SIGNED_IN},
    "POST wechat_unbind": {"302": "nobody", "404": SIGNED_IN},
    "GET wechat_callback": {"404": ALL},
    "GET wechat_simulator": {"404": ALL},
    "GET wechat_messages": {"404": ALL},
    "POST wechat_messages": {"404": ALL},
    # tables of other systems: the city's office; a table is its uploader's alone, and here none has one
    "GET table_import": {**NO_IMPORTER, "200": "CBO MBO DRL DEP"},
    "POST table_import": {**NO_IMPORTER, "422": "CBO MBO DRL DEP"},
    "GET table_template": {**NO_IMPORTER, "200": "MBO", "404": "CBO DRL DEP"},
    "GET table_upload": {**NO_IMPORTER, "404": "CBO MBO DRL DEP"},
    "POST accept_table": {**NO_IMPORTER, "404": "CBO MBO DRL DEP"},
    "POST drop_table": {**NO_IMPORTER, "404": "CBO MBO DRL DEP"},
    "GET table_report": {**NO_IMPORTER, "404": "CBO MBO DRL DEP"},
    # pictures belong to a matter, and are seen with it
    "GET picture": {"404 404 404": f"nobody {ADMIN}", **SEEN_BY},
    "GET thumbnail": {"404 404 404": f"nobody {ADMIN}", **SEEN_BY},
    # the company's side
    "GET outreach:mine": {**TO_THE_PHONE_S_DOOR, "200 own": PHONE},
    "GET outreach:submit_appeal": {**TO_THE_PHONE_S_DOOR, "200": PHONE},
    "POST outreach:submit_appeal": {**TO_THE_PHONE_S_DOOR, "422": PHONE},
    "GET outreach:matter": {**TO_THE_PHONE_S_DOOR, "200 404 404": PHONE},
    "GET outreach:matter_told": {**TO_THE_PHONE_S_DOOR, "200 404 404": PHONE},
    "GET outreach:matter_move": {**TO_THE_PHONE_S_DOOR, "200 404 404": PHONE},
    "POST outreach:matter_move": {**TO_THE_PHONE_S_DOOR, "422 404 404": PHONE},
    # the desk
    "GET outreach:desk": {**TO_THE_DESK_S_DOOR, "200 own": "CBO DEP", "200 own near": "MBO VML MON"},
    "GET outreach:export": {**TO_THE_DESK_S_DOOR, "200 own": "CBO DEP", "200 own near": "MBO VML MON"},
    "GET outreach:export_workbook": {**TO_THE_DESK_S_DOOR, "200": DESK},
    "GET outreach:export_contacts": {"302": "nobody", "403": f"{PHONE} VML DEP MON {ADMIN} API", "200": "CBO MBO"},
    "POST outreach:export_contacts": {"302": "nobody", "403": f"{PHONE} VML DEP MON {ADMIN} API", "422": "CBO MBO"},
    # topics: counted over the matters that the person sees, and none with fewer than two of them
    "GET outreach:topics": {**TO_THE_DESK_S_DOOR, "200": DESK},
    "GET outreach:topic": {**TO_THE_DESK_S_DOOR, "200 404 404": "CBO", "200 200 404": "MBO VML MON", "404": "DEP"},
    "POST outreach:topic": {
        "302": "nobody", "403": f"{PHONE} VML DEP MON {ADMIN} API", "422 404 404": "CBO", "422 422 404": "MBO",
    },
    "GET outreach:saved_filters": {**TO_THE_DESK_S_DOOR, "200": DESK},
    "POST outreach:saved_filters": {**TO_THE_DESK_S_DOOR, "422": DESK},
    "POST outreach:saved_filter": {**TO_THE_DESK_S_DOOR, "422": DESK},
    "GET outreach:desk_matter": {**TO_THE_DESK_S_DOOR, "200 404 404": "CBO DEP", "200 200 404": "MBO VML MON"},
    "GET outreach:desk_told": {**TO_THE_DESK_S_DOOR, "200 404 404": "CBO DEP", "200 200 404": "MBO VML MON"},
    "GET outreach:desk_move": {
        **TO_THE_DESK_S_DOOR,
        "409 404 404": "CBO", "409 200 404": "MBO", "403 404 404": "DEP", "403 403 404": "VML MON",
    },
    "POST outreach:desk_move": {
        **TO_THE_DESK_S_DOOR,
        "409 404 404": "CBO", "409 409 404": "MBO", "403 404 404": "DEP", "403 403 404": "VML MON",
    },
    "POST outreach:reveal_contact": {
        **TO_THE_DESK_S_DOOR, "422 404 404": "CBO DEP", "422 422 404": "MBO", "403 403 404": "VML MON",
    },
    "GET outreach:overview": {**TO_THE_DESK_S_DOOR, "200": DESK},
    "GET outreach:area_map": {"302": "nobody", "200": "MBO MON", "403": f"{PHONE} CBO VML DEP {ADMIN} API"},
    "GET outreach:print_matter": {**TO_THE_DESK_S_DOOR, "200 404 404": "CBO DEP", "200 200 404": "MBO VML MON"},
    "GET outreach:batch_dispatch": {**NO_OFFICE, "200": "CBO MBO"},
    "POST outreach:batch_dispatch": {**NO_OFFICE, "422": "CBO MBO"},
    # prepared words: of those who answer; here nobody has any yet
    "GET outreach:replies": {**NO_ANSWERER, "200": "CBO MBO DEP"},
    "POST outreach:replies": {**NO_ANSWERER, "422": "CBO MBO DEP"},
    "GET outreach:reply": {**NO_ANSWERER, "404": "CBO MBO DEP"},
    "POST outreach:reply": {**NO_ANSWERER, "404": "CBO MBO DEP"},
    "POST outreach:retire_reply": {**NO_ANSWERER, "404": "CBO MBO DEP"},
    # who answers for whom, and what waits for a leader
    "GET outreach:waiting": {"302": "nobody", "403": f"ENT CBO MBO DEP MON {ADMIN} API", "200": "LIA LDR SPD VML"},
    "GET outreach:sponsors": {**NO_MEETING, "200": "CBO MBO VML MON"},
    "GET outreach:subject": {**NO_MEETING, "200 404 404": "CBO", "200 200 404": "MBO VML MON"},
    "POST outreach:subject": {
        "302": "nobody", "403": f"{PHONE} VML DEP MON {ADMIN} API", "422 404 404": "CBO", "422 422 404": "MBO",
    },
    "GET outreach:hand_over": {**NO_OFFICE, "200": "CBO MBO"},
    "POST outreach:hand_over": {**NO_OFFICE, "422": "CBO MBO"},
    # meetings: one about the matter here, one about the neighbour's, one of another city; the same with their tasks
    "GET outreach:meetings": {**NO_MEETING, "200": "CBO MBO VML MON"},
    "GET outreach:export_meetings": {**NO_MEETING, "200 own": "CBO", "200 own near": "MBO VML MON"},
    "GET outreach:meeting": {**NO_MEETING, "200 404 404": "CBO", "200 200 404": "MBO VML MON"},
    "GET outreach:new_meeting": {**NO_CONVENER, "200": "MBO VML"},
    "POST outreach:new_meeting": {**NO_CONVENER, "200": "MBO VML"},  # without a matter: choose one
    "GET outreach:tasks": {**TO_THE_DESK_S_DOOR, "200 own": "CBO DEP", "200 own near": "MBO VML MON"},
    "GET outreach:export_tasks": {**TO_THE_DESK_S_DOOR, "200 own": "CBO DEP", "200 own near": "MBO VML MON"},
    "GET outreach:task": {**TO_THE_DESK_S_DOOR, "200 404 404": "CBO DEP", "200 200 404": "MBO VML MON"},
    "GET outreach:task_move": {
        **TO_THE_DESK_S_DOOR, "200 404 404": "DEP", "403 404 404": "CBO", "403 403 404": "MBO VML MON",
    },
    "POST outreach:task_move": {
        **TO_THE_DESK_S_DOOR, "409 404 404": "DEP", "403 404 404": "CBO", "403 403 404": "MBO VML MON",
    },
    # analysis and reports: no month is frozen here, and nobody has drafted anything
    "GET reports:analysis": {**TO_THE_DESK_S_DOOR, "200": DESK},
    "GET reports:wall": {**NO_CITY, "200": "MBO VML MON"},
    "GET reports:wall_now": {**NO_CITY, "200": "MBO VML MON"},
    "GET reports:wall_plain": {**NO_CITY, "200": "MBO VML MON"},
    "GET reports:reports": {**TO_THE_DESK_S_DOOR, "200": DESK},
    "POST reports:freeze": {**NO_CITY_OFFICE, "422": "MBO"},
    "POST reports:draft": {**NO_CITY_OFFICE, "422": "MBO"},
    "GET reports:report": {**TO_THE_DESK_S_DOOR, "404": DESK},
    "GET reports:check": {**NO_CITY, "404": "MBO VML MON"},
    "POST reports:check": {**NO_CITY, "404": "MBO VML MON"},
    "GET reports:report_file": {**TO_THE_DESK_S_DOOR, "404": DESK},
    "GET reports:report_move": {"302": "nobody", "403": f"{PHONE} CBO DEP MON {ADMIN} API", "404": "MBO VML"},
    "POST reports:report_move": {"302": "nobody", "403": f"{PHONE} CBO DEP MON {ADMIN} API", "404": "MBO VML"},
    # the call-back sample: one of this city, none of this city, one of another city
    "GET outreach:samples": {**NO_SAMPLER, "200": "CBO MBO MON"},
    "POST outreach:samples": {"302": "nobody", "403": f"{PHONE} CBO VML DEP MON {ADMIN} API", "422": "MBO"},
    "GET outreach:sample": {**NO_SAMPLER, "200 404 404": "CBO MBO MON"},
    "POST outreach:reveal_sample": {**NO_SAMPLER, "403 404 404": "CBO", "422 404 404": "MBO MON"},
    "POST outreach:void_sample": {
        "302": "nobody", "403": f"{PHONE} CBO VML DEP MON {ADMIN} API", "422 404 404": "MBO",
    },
    "GET outreach:sample_file": {**NO_SAMPLER, "200 404 404": "CBO MBO MON"},
    # the 12345 line: of the city's office and the overseers; here it has said nothing and no day was compared
    "GET outreach:hotline": {**NO_LINE, "200": "MBO MON"},
    "GET outreach:export_hotline": {**NO_LINE, "200": "MBO MON"},
    "POST outreach:hotline_message": {"403": ALL},  # for the line, by a secret of its own
    "GET outreach:hotline_days": {**NO_LINE, "200": "MBO MON"},
    "GET outreach:hotline_day": {**NO_LINE, "404": "MBO MON"},
    "GET outreach:export_hotline_day": {**NO_LINE, "404": "MBO MON"},
    "POST outreach:settle_hotline": {"302": "nobody", "403": f"{PHONE} CBO VML DEP MON {ADMIN} API", "409": "MBO"},
    # the administrators
    "GET administration:accounts": {**NO_KEEPER, "200": "SYS SEC"},
    "GET administration:export_accounts": {**NO_KEEPER, "200": "SYS SEC"},
    "GET administration:account": {**NO_KEEPER, "200": "SYS SEC"},
    "POST administration:act": {**NO_KEEPER, "422": "SYS SEC"},
    "GET administration:open_account": {**NO_SYS, "200": "SYS"},
    "POST administration:open_account": {**NO_SYS, "422": "SYS"},
    "GET administration:units": {**NO_SYS, "200": "SYS"},
    "GET administration:export_units": {**NO_SYS, "200": "SYS"},
    "GET administration:open_unit": {**NO_SYS, "200": "SYS"},
    "POST administration:open_unit": {**NO_SYS, "422": "SYS"},
    "GET administration:unit": {**NO_SYS, "200": "SYS"},
    "POST administration:unit": {**NO_SYS, "422": "SYS"},
    "GET administration:grants": {**NO_SEC, "200": "SEC"},
    "GET administration:export_grants": {**NO_SEC, "200": "SEC"},
    "POST administration:grant": {**NO_SEC, "409": "SEC"},
    "POST administration:decline": {**NO_SEC, "409": "SEC"},
    "GET administration:keys": {**NO_SEC, "200": "SEC"},
    "POST administration:keys": {**NO_SEC, "422": "SEC"},
    "GET administration:export_keys": {**NO_SEC, "200": "SEC"},
    "POST administration:revoke_key": {**NO_SEC, "404": "SEC"},
    "GET administration:session_terms": {**NO_SEC, "200": "SEC"},
    "POST administration:session_terms": {**NO_SEC, "422": "SEC"},
    "GET administration:audit": {**NO_AUD, "200": "AUD"},
    "GET administration:export_audit": {**NO_AUD, "200": "AUD"},
    # policies for anybody: one of this city, one of no city we serve
    "GET policies:in_force": {"200": ALL},
    "GET policies:public_policy": {"200 404 404": ALL},
    "GET policies:public_file": {"404": ALL},  # it has none
    # policies on the company's phone: sent to both companies of this city
    "GET policies:mine": {**TO_THE_COMPANY, "200": "ENT"},
    "GET policies:fitting": {**TO_THE_COMPANY, "200": "ENT"},
    "GET policies:received": {**TO_THE_COMPANY, "200 404 404": "ENT"},
    "GET policies:read": {**TO_THE_COMPANY, "200 404 404": "ENT"},
    "GET policies:own_file": {**TO_THE_COMPANY, "404": "ENT"},
    "GET policies:sheets": {**TO_THE_COMPANY, "200": "ENT"},
    "GET policies:sheet": {**TO_THE_COMPANY, "200 404 404": "ENT"},
    "POST policies:sheet": {**TO_THE_COMPANY, "409 404 404": "ENT"},
    "GET policies:own_problem": {**TO_THE_COMPANY, "200 404 404": "ENT"},
    "GET policies:own_move": {**TO_THE_COMPANY, "409 404 404": "ENT"},
    "POST policies:own_move": {**TO_THE_COMPANY, "409 404 404": "ENT"},
    # policies at the desk: one of this city, none, one of another city
    "GET policies:policies": {**TO_THE_DESK_S_DOOR, "200": DESK},
    "GET policies:export_policies": {**TO_THE_DESK_S_DOOR, "200": DESK},
    "GET policies:new_policy": {**NO_OFFICE, "200": "CBO MBO"},
    "POST policies:new_policy": {**NO_OFFICE, "422": "CBO MBO"},
    "GET policies:policy": {**TO_THE_DESK_S_DOOR, "200 404 404": DESK},
    "GET policies:edit_policy": {**NO_OFFICE, "403 404 404": "CBO", "409 404 404": "MBO"},
    "POST policies:edit_policy": {**NO_OFFICE, "403 404 404": "CBO", "409 404 404": "MBO"},
    "POST policies:publish_policy": {**NO_OFFICE, "403 404 404": "CBO", "409 404 404": "MBO"},
    "POST policies:withdraw_policy": {**NO_OFFICE, "403 404 404": "CBO", "409 404 404": "MBO"},
    "GET policies:pushes": {**NO_MEETING, "200": "CBO MBO VML MON"},
    "GET policies:new_push": {**NO_OFFICE, "200": "CBO MBO"},
    "POST policies:new_push": {**NO_OFFICE, "422": "CBO MBO"},
    "GET policies:push": {**NO_MEETING, "200 404 404": "CBO MBO VML MON"},
    "GET policies:export_receipts": {**NO_MEETING, "200 404 404": "CBO MBO VML MON"},
    "GET policies:surveys": {**NO_MEETING, "200": "CBO MBO VML MON"},
    "GET policies:new_survey": {**NO_OFFICE, "200": "CBO MBO"},
    "POST policies:new_survey": {**NO_OFFICE, "422": "CBO MBO"},
    "GET policies:survey": {**NO_MEETING, "200 404 404": "CBO MBO VML MON"},
    "POST policies:close_survey": {**NO_OFFICE, "403 404 404": "CBO", "302 404 404": "MBO"},
    # problems: one of each county, given to the power company here
    "GET policies:problems": {**TO_THE_DESK_S_DOOR, "200 own": "CBO DEP", "200 own near": "MBO VML MON"},
    "GET policies:export_problems": {**TO_THE_DESK_S_DOOR, "200 own": "CBO DEP", "200 own near": "MBO VML MON"},
    "GET policies:problem": {**TO_THE_DESK_S_DOOR, "200 404 404": "CBO DEP", "200 200 404": "MBO VML MON"},
    "GET policies:problem_move": {
        **TO_THE_DESK_S_DOOR, "403 404 404": "CBO", "200 404 404": "DEP", "403 403 404": "MBO VML MON",
    },
    "POST policies:problem_move": {
        **TO_THE_DESK_S_DOOR, "403 404 404": "CBO", "409 404 404": "DEP", "403 403 404": "MBO VML MON",
    },
    "POST policies:batch_problems": {**NO_ANSWERER, "422": "CBO MBO DEP"},
    "POST policies:confirm_many": {**TO_THE_COMPANY, "422": "ENT"},
    "GET policies:banks": {**NO_MEETING, "200": "CBO MBO VML MON"},
    "GET policies:export_tax": {**NO_MEETING, "200": "CBO MBO VML MON"},
    "GET policies:export_deals": {**NO_MEETING, "200": "CBO MBO VML MON"},
    "GET policies:new_lender": {**NO_OFFICE, "200": "CBO MBO"},
    "POST policies:new_lender": {**NO_OFFICE, "422": "CBO MBO"},
    "GET policies:new_event": {**NO_OFFICE, "200": "CBO MBO"},
    "POST policies:new_event": {**NO_OFFICE, "422": "CBO MBO"},
    "GET policies:bank_event": {**NO_MEETING, "404 404 404": "CBO", "200 404 404": "MBO VML MON"},
    "POST policies:bank_event": {**NO_MEETING, "404 404 404": "CBO", "422 404 404": "MBO", "403 404 404": "VML MON"},
    # seen from above: one of this county, one of its neighbour, one of another city; a power company builds nothing
    "GET panoramas:panoramas": {**NO_LOOK, "200": "CBO MBO DEP MON"},
    "GET panoramas:upload": {**NO_OFFICE, "200": "CBO MBO"},
    "POST panoramas:upload": {**NO_OFFICE, "422": "CBO MBO"},
    "GET panoramas:compare": {**NO_LOOK, "404": "CBO MBO DEP MON"},  # of nothing
    "GET panoramas:project": {**NO_LOOK, "200 404 404": "CBO", "200 200 404": "MBO MON", "404 404 404": "DEP"},
    "POST panoramas:project": {
        **NO_LOOK, "422 404 404": "CBO", "422 422 404": "MBO", "403 403 404": "MON", "404 404 404": "DEP",
    },
    "GET panoramas:panorama": {**NO_LOOK, "200 404 404": "CBO", "200 200 404": "MBO MON", "404 404 404": "DEP"},
    "POST panoramas:panorama": {
        **NO_LOOK, "422 404 404": "CBO", "422 422 404": "MBO", "403 403 404": "MON", "404 404 404": "DEP",
    },
    "GET panoramas:picture": {
        "302": "nobody", "403": f"LIA LDR SPD VML {ADMIN} API", "200 404 404": "ENT CBO", "200 200 404": "MBO MON",
        "404 404 404": "DEP",
    },
    "GET panoramas:mine": {**TO_THE_COMPANY, "200": "ENT"},
    "GET panoramas:mine_one": {**TO_THE_COMPANY, "200 404 404": "ENT"},
    # rounds: one of this city, none, one of another city; none of these was drawn
    "GET panoramas:rounds": {**NO_LOOK, "200": "CBO MBO DEP MON"},
    "POST panoramas:rounds": {**NO_LOOK, "403": f"{PHONE} CBO VML DEP MON {ADMIN} API", "422": "MBO"},
    "GET panoramas:round": {**NO_LOOK, "200 404 404": "CBO MBO MON", "404 404 404": "DEP"},
    "POST panoramas:reveal_round": {
        **NO_LOOK, "403 404 404": "CBO", "422 404 404": "MBO MON", "404 404 404": "DEP",
    },
    "POST panoramas:void_round": {
        "302": "nobody", "403": f"{PHONE} CBO VML DEP MON {ADMIN} API", "422 404 404": "MBO",
    },
    "GET panoramas:round_file": {**NO_LOOK, "404 404 404": "CBO MBO DEP MON"},
    "GET api:list_policies": {**NO_BUSINESS, "200": f"{PHONE} {DESK} API"},
    "GET api:read_policy": {**NO_BUSINESS, "200 404 404": f"{PHONE} {DESK} API"},
    "GET api:list_problems": {**NO_BUSINESS, "200 own": f"{PHONE} CBO DEP", "200 own near": "MBO VML MON API"},
    "GET api:read_problem": {**NO_BUSINESS, "200 404 404": f"{PHONE} CBO DEP", "200 200 404": "MBO VML MON API"},
    # machines, and pages of ours that speak like them
    "GET api:list_appeals": {**NO_BUSINESS, "200 own": f"{PHONE} CBO DEP", "200 own near": "MBO VML MON API"},
    "POST api:submit_appeal": {
        **NO_BUSINESS, "201 403 403": PHONE, "403 403 403": DESK, "201 201 201": "API",
    },
    "GET api:read_appeal": {**NO_BUSINESS, **SEEN_BY},
    "POST api:move_appeal": {
        **NO_BUSINESS,
        "403 404 404": f"{PHONE} DEP", "409 404 404": "CBO", "409 422 404": "MBO API", "403 403 404": "VML MON",
    },
    "GET api:read_task": {
        **NO_BUSINESS,
        "404 404 404": PHONE, "200 404 404": "CBO DEP", "200 200 404": "MBO VML MON API",
    },
    "POST api:move_task": {
        **NO_BUSINESS,
        "404 404 404": PHONE, "422 404 404": "DEP", "403 404 404": "CBO", "403 403 404": "MBO VML MON",
        "422 422 404": "API",
    },
    "POST api:store_picture": {**NO_BUSINESS, "201": f"{PHONE} {DESK} API"},
    "GET api:list_categories": {**NO_BUSINESS, "200": f"{PHONE} {DESK} API"},
    # visits: one here by 何镇, one of the neighbour, one of another city; keys of partners see none
    "GET visits:today": {"302": "nobody", "200": "LDR SPD", "403": f"ENT LIA {DESK} {ADMIN} API"},
    "GET visits:worker": {"200": ALL},
    "GET visits:manifest": {"200": ALL},
    "GET visits:mine": {**TO_THE_PHONE_S_DOOR, "200": PHONE},
    "GET visits:visit": {**TO_THE_PHONE_S_DOOR, "200 404 404": PHONE},
    "GET visits:visit_move": {**TO_THE_PHONE_S_DOOR, "200 404 404": "LIA LDR SPD", "403 404 404": "ENT"},
    "POST visits:visit_move": {**TO_THE_PHONE_S_DOOR, "409 404 404": "LIA LDR SPD", "403 404 404": "ENT"},
    "POST visits:mark_quiet": {**TO_THE_COMPANY, "422": "ENT"},
    "POST visits:end_quiet": {**TO_THE_COMPANY, "404": "ENT"},
    "GET visits:desk": {**NO_MEETING, "200 own": "CBO", "200 own near": "MBO VML MON"},
    "GET visits:export": {**NO_MEETING, "200 own": "CBO", "200 own near": "MBO VML MON"},
    "GET visits:desk_visit": {**NO_MEETING, "200 404 404": "CBO", "200 200 404": "MBO VML MON"},
    "GET visits:desk_move": {**NO_MEETING, "200 404 404": "CBO", "200 200 404": "MBO", "403 403 404": "VML MON"},
    "POST visits:desk_move": {**NO_MEETING, "409 404 404": "CBO", "409 409 404": "MBO", "403 403 404": "VML MON"},
    "GET visits:track": {**NO_MEETING, "200 404 404": "CBO", "200 200 404": "MBO VML MON"},
    "POST visits:track": {**NO_MEETING, "422 404 404": "CBO", "422 422 404": "MBO MON", "403 403 404": "VML"},
    "GET visits:figures": {**NO_MEETING, "200": "CBO MBO VML MON"},
    "GET visits:together": {**NO_MEETING, "200": "CBO MBO VML MON"},
    "GET api:carry_visits": {**NO_VISITS, "200": f"{PHONE} {DESK}"},
    "GET api:find_subjects": {**NO_VISITS, "200": f"{PHONE} {DESK}"},
    "POST api:register_device": {"401": "nobody", "422": "LIA LDR SPD", "403": f"ENT {DESK} {ADMIN} API"},
    "POST api:store_visit_picture": {**NO_VISITS, "201": f"{PHONE} {DESK}"},
    "GET api:list_visits": {**NO_VISITS, "200 own": f"{PHONE} CBO", "200 own near": "MBO VML MON", "200": "DEP"},
    "POST api:open_visit": {"401": "nobody", "422": "LDR SPD", "403": f"ENT LIA {DESK} {ADMIN} API"},
    "GET api:read_visit": {
        **NO_VISITS, "200 404 404": f"{PHONE} CBO", "200 200 404": "MBO VML MON", "404 404 404": "DEP",
    },
    "POST api:take_track": {
        **NO_VISITS,
        "409 404 404": "LDR", "403 404 404": "ENT LIA SPD CBO", "403 403 404": "MBO VML MON", "404 404 404": "DEP",
    },
    "POST api:move_visit": {
        **NO_VISITS,
        "422 404 404": "LIA LDR SPD", "403 404 404": "ENT CBO", "403 403 404": "MBO VML MON", "404 404 404": "DEP",
    },
    # Open311: open to everybody, who sees what its company published (nobody here did); filing wants a key in the form
    "GET open311:discovery": {"200": ALL},
    "GET open311:services": {"200": ALL},
    "GET open311:service": {"200": ALL},
    "GET open311:requests": {"200": ALL},
    "POST open311:requests": {"403": ALL},
    "GET open311:request": {"404 404 404": ALL},
    "GET open311:token": {"404 404 404": ALL},
    "GET open311:unknown": {"404": ALL},
    "POST open311:unknown": {"404": ALL},
    # taking part, by anybody
    "GET public_supervision:home": {"200": ALL},
    "GET public_supervision:topics": {"200": ALL},
    "GET public_supervision:topic": {"200 404 404": ALL},
    "POST public_supervision:vote": {"302 404 404": ALL},  # to prove a telephone first
    "GET public_supervision:propose": {"302": ALL},
    "POST public_supervision:propose": {"302": ALL},
    "GET public_supervision:prove": {"200": ALL},
    "POST public_supervision:prove": {"403": ALL},
    "GET public_supervision:report": {"200": ALL},
    "POST public_supervision:report": {"422": ALL},
    "GET public_supervision:follow": {"200": ALL},
    "POST public_supervision:follow": {"404": ALL},
    "GET public_supervision:find": {"200": ALL},
    "GET public_supervision:business": {"200 200 200": ALL},
    "GET public_supervision:bodies": {"200": ALL},
    "GET public_supervision:body": {"404": ALL},
    "GET public_supervision:own_body": {**TO_THE_COMPANY, "404": "ENT"},
    "POST public_supervision:own_body": {**TO_THE_COMPANY, "404": "ENT"},
    # taking part, at the desk: in this town the city's office answers
    "GET public_supervision:desk": {**NO_TOPICS, "200": "CBO MBO DEP MON DRL"},
    "GET public_supervision:publish_topic": {**NO_ANSWERS, "200": "CBO MBO DEP DRL"},
    "POST public_supervision:publish_topic": {**NO_ANSWERS, "422": "CBO MBO DEP DRL"},
    "GET public_supervision:desk_topic": {**NO_TOPICS, "200 404 404": "MBO MON DRL", "404 404 404": "CBO DEP"},
    "GET public_supervision:topic_move": {
        **NO_TOPICS, "200 404 404": "MBO DRL", "403 404 404": "MON", "404 404 404": "CBO DEP",
    },
    "POST public_supervision:topic_move": {
        **NO_TOPICS, "409 404 404": "MBO DRL", "403 404 404": "MON", "404 404 404": "CBO DEP",
    },
    "GET public_supervision:reports": {**NO_ANSWERER, "200": "CBO MBO DEP"},
    "GET public_supervision:desk_report": {**NO_ANSWERER, "200 404 404": "MBO", "404 404 404": "CBO DEP"},
    "GET public_supervision:reports_after": {**NO_ANSWERER, "302": "nobody CBO MBO DEP"},
    "POST public_supervision:identity": {**NO_ANSWERER, "403 404 404": "MBO", "404 404 404": "CBO DEP"},
    "GET public_supervision:evidence_picture": {**NO_ANSWERER, "404 404 404": "CBO MBO DEP"},
    "GET public_supervision:report_move": {**NO_ANSWERER, "200 404 404": "MBO", "404 404 404": "CBO DEP"},
    "POST public_supervision:report_move": {**NO_ANSWERER, "409 404 404": "MBO", "404 404 404": "CBO DEP"},
    "GET public_supervision:associations": {**NO_ANSWERER, "200": "CBO MBO DEP"},
    "POST public_supervision:associations": {**NO_ANSWERER, "422": "CBO MBO DEP"},
    "POST public_supervision:paper": {**NO_ANSWERER, "404": "CBO MBO DEP"},
    # inspections by lot: the lead department keeps the libraries, departments their own people, 督查室 reads
    "GET random_inspection:items": NO_INSPECTION | {"200": "DRL DEP MON"},
    "GET random_inspection:people": NO_INSPECTION | {"200": "DRL DEP MON"},
    "GET random_inspection:experts": NO_INSPECTION | {"200": "DRL DEP MON"},
    "GET random_inspection:objects": NO_INSPECTION | {"200": "DRL DEP MON"},
    "GET random_inspection:trainings": NO_PLANNER | {"200": "DRL DEP"},
    "POST random_inspection:trainings": NO_PLANNER | {"422": "DRL DEP"},
    "GET random_inspection:person": NO_PLANNER | {"404": "DRL DEP"},
    "POST random_inspection:person": NO_PLANNER | {"404": "DRL DEP"},
    "GET random_inspection:quarantine": NO_LEAD | {"200": "DRL"},
    "POST random_inspection:quarantine": NO_LEAD | {"422": "DRL"},
}  # fmt: skip
