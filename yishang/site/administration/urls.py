from django.urls import path

from yishang.site.administration import accounts, audit, security, units

app_name = "administration"
urlpatterns = [
    # SYS, and SEC for what secures an account
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/export.csv", accounts.export, name="export_accounts"),
    path("accounts/new/", accounts.open_account, name="open_account"),
    path("accounts/<int:account_id>/", accounts.account, name="account"),
    path("accounts/<int:account_id>/<slug:action>/", accounts.act, name="act"),
    # SYS
    path("units/", units.units, name="units"),
    path("units/export.csv", units.export, name="export_units"),
    path("units/new/", units.open_unit, name="open_unit"),
    path("units/<str:code>/", units.unit, name="unit"),
    # SEC
    path("grants/", security.grants, name="grants"),
    path("grants/export.csv", security.export_grants, name="export_grants"),
    path("grants/<int:proposal_id>/grant/", security.grant, name="grant"),
    path("grants/<int:proposal_id>/decline/", security.decline, name="decline"),
    path("keys/", security.keys, name="keys"),
    path("keys/export.csv", security.export_keys, name="export_keys"),
    path("keys/<slug:prefix>/revoke/", security.revoke_key, name="revoke_key"),
    path("sessions/", security.session_terms, name="session_terms"),
    # AUD
    path("audit/", audit.audit, name="audit"),
    path("audit/export.csv", audit.export, name="export_audit"),
]
