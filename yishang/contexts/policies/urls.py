from django.urls import path

from yishang.contexts.policies.views import banks, phone, policies, problems, public, pushes, surveys

urlpatterns = [
    # for anybody
    path("public/", public.in_force, name="in_force"),
    path("public/<str:number>/", public.public_policy, name="public_policy"),
    path("public/<str:number>/file/", public.public_file, name="public_file"),
    # the company's side, on the phone
    path("mine/", phone.mine, name="mine"),
    path("mine/fitting/", phone.fitting, name="fitting"),
    path("mine/pushes/<str:number>/", phone.received, name="received"),
    path("mine/policies/<str:number>/", phone.read, name="read"),
    path("mine/policies/<str:number>/file/", phone.own_file, name="own_file"),
    path("mine/surveys/", phone.sheets, name="sheets"),
    path("mine/surveys/<str:number>/", phone.sheet, name="sheet"),
    path("mine/problems/confirm/", phone.confirm_many, name="confirm_many"),
    path("mine/problems/<str:number>/", problems.own_problem, name="own_problem"),
    path("mine/problems/<str:number>/<str:move>/", problems.own_move, name="own_move"),
    # the offices' and units' side, at the desk
    path("desk/", policies.policies, name="policies"),
    path("desk/export.csv", policies.export, name="export_policies"),
    path("desk/new/", policies.new_policy, name="new_policy"),
    path("desk/<str:number>/", policies.policy, name="policy"),
    path("desk/<str:number>/edit/", policies.edit_policy, name="edit_policy"),
    path("desk/<str:number>/publish/", policies.step, {"step": "publish"}, name="publish_policy"),
    path("desk/<str:number>/withdraw/", policies.step, {"step": "withdraw"}, name="withdraw_policy"),
    path("pushes/", pushes.pushes, name="pushes"),
    path("pushes/new/", pushes.new_push, name="new_push"),
    path("pushes/<str:number>/", pushes.push, name="push"),
    path("pushes/<str:number>/export.csv", pushes.export, name="export_receipts"),
    path("surveys/", surveys.surveys, name="surveys"),
    path("surveys/new/", surveys.new_survey, name="new_survey"),
    path("surveys/<str:number>/", surveys.survey, name="survey"),
    path("surveys/<str:number>/close/", surveys.close_survey, name="close_survey"),
    path("problems/", problems.problems, name="problems"),
    path("problems/export.csv", problems.export, name="export_problems"),
    path("problems/batch/", problems.batch, name="batch_problems"),
    path("problems/<str:number>/", problems.problem, name="problem"),
    path("problems/<str:number>/<str:move>/", problems.move, name="problem_move"),
    path("banks/", banks.banks, name="banks"),
    path("banks/tax.csv", banks.export, {"ledger": "tax"}, name="export_tax"),
    path("banks/deals.csv", banks.export, {"ledger": "deals"}, name="export_deals"),
    path("banks/tax/new/", banks.new_lender, name="new_lender"),
    path("banks/events/new/", banks.new_event, name="new_event"),
    path("banks/events/<str:number>/", banks.event, name="bank_event"),
]
