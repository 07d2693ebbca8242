"""What the public pages of publications and draws, and those of their witnesses, answer to whom; part of DECLARED."""

from tests.declared_answers import ALL, PHONE, Answers

NO_INVITER = {"302": "nobody", "403": f"{PHONE} CBO VML DEP MON SYS SEC AUD ENF API"}

OPENLY: Answers = {
    "GET open_data": {"200": ALL},
    "GET public_draws": {"200": ALL},
    "GET why_fair": {"200": ALL},
    "GET witness_invitations": {**NO_INVITER, "200": "MBO DRL"},
    "POST witness_invitations": {**NO_INVITER, "422": "MBO DRL"},
    "GET witness": {"404": ALL},  # nobody was invited by that link
    "POST witness_promise": {"404": ALL},
    "POST witness_reveal": {"404": ALL},
    "GET check_draw": {"200": ALL},
    "GET public_draw": {"200 404 200": ALL},
    "GET public_draw_file": {"200 404 200": ALL},
    "GET open_data_catalog": {"200": ALL},
    "GET open_data_packages": {"200": ALL},
    "GET open_data_dataset": {"404": ALL},  # nobody publishes a dataset of that name
    "GET open_data_csv": {"404": ALL},
    "GET open_data_json": {"404": ALL},
    "GET open_data_package": {"404": ALL},
    "GET open_data_archive": {"404": ALL},
    "GET open_data_row": {"404": ALL},
}
