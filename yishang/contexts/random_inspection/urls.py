from django.urls import path

from yishang.contexts.random_inspection.views import board, drafting, figures, guidelines, leads, libraries, planning
from yishang.contexts.random_inspection.views.onsite import company, desk, phone

urlpatterns = [
    # one list, two libraries
    path("items/", libraries.items, name="items"),
    path("people/", libraries.people, name="people"),
    path("people/experts/", libraries.experts, name="experts"),
    path("people/trainings/", libraries.trainings, name="trainings"),
    path("people/<str:number>/", libraries.person, name="person"),
    path("objects/", libraries.objects, name="objects"),
    path("objects/quarantine/", libraries.quarantine, name="quarantine"),
    path("guidelines/", guidelines.guidelines, name="guidelines"),
    # plan, task, lot
    path("plans/", planning.plans, name="plans"),
    path("plans/new/", drafting.new_plan, name="new_plan"),
    path("plans/<str:number>/", planning.plan, name="plan"),
    path("plans/<str:number>/edit/", drafting.edit_plan, name="edit_plan"),
    path("tasks/", planning.tasks, name="tasks"),
    path("tasks/new/", drafting.new_task, name="new_task"),
    path("tasks/<str:number>/", planning.task, name="task"),
    path("tasks/<str:number>/draw/<str:file>", planning.draw_file, name="draw_file"),
    path("leads/", leads.leads, name="leads"),
    path("leads/<str:number>/", leads.lead, name="lead"),
    path("leads/<str:number>/<str:move>/", leads.lead_move, name="lead_move"),
    path("exchange/", leads.exchange_page, name="exchange"),
    path("exchange/12345/", leads.take_lead, name="take_lead"),
    path("exchange/onestop/", leads.take_licence, name="take_licence"),
    path("board/", board.board, name="board"),
    path("figures/", figures.figures, name="figures"),
    path("figures/hits/", figures.hits, name="hits"),
    # one inspection: the officer's phone (one page that works without a network), the company's phone, the desk
    path("today/", phone.today, name="today"),
    path("today/sw.js", phone.worker, name="worker"),
    path("today/manifest.webmanifest", phone.manifest, name="manifest"),
    path("company/", company.mine, name="company_inspections"),
    path("company/code/", company.code, name="company_code"),
    path("company/<str:number>/", company.inspection, name="company_inspection"),
    path("company/<str:number>/rate/", company.rate, name="rate_inspection"),
    path("company/<str:number>/<str:move>/", company.move, name="company_move"),
    path("inspections/", desk.inspections, name="inspections"),
    path("inspections/export/", desk.export, name="inspections_export"),
    path("inspections/<str:number>/", desk.inspection, name="inspection"),
    path("inspections/<str:number>/<str:move>/", desk.move, name="inspection_move"),
]
