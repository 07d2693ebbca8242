from django.urls import path

from yishang.contexts.outreach.views import (
    batch,
    contact,
    desk,
    hotline,
    meetings,
    overview,
    phone,
    printing,
    replies,
    samples,
    saved,
    sheet,
    sponsors,
    tasks,
    told,
    topics,
    waiting,
)

urlpatterns = [
    # the company's side, on the phone
    path("mine/", phone.mine, name="mine"),
    path("waiting/", waiting.waiting, name="waiting"),
    path("submit/", phone.submit_appeal, name="submit_appeal"),
    path("mine/<str:number>/", phone.matter, name="matter"),
    path("mine/<str:number>/notices/", told.told_to_me, name="matter_told"),
    path("mine/<str:number>/<str:move>/", phone.move, name="matter_move"),
    # the offices' and units' side, at the desk
    path("desk/", desk.queue, name="desk"),
    path("desk/export.csv", sheet.export, {"form": "csv"}, name="export"),
    path("desk/export.xlsx", sheet.export, {"form": "xlsx"}, name="export_workbook"),
    path("desk/export-contacts/", sheet.export_contacts, name="export_contacts"),
    path("desk/filters/", saved.saved_filters, name="saved_filters"),
    path("desk/filters/<int:filter_id>/", saved.saved_filter, name="saved_filter"),
    path("desk/batch-dispatch/", batch.batch_dispatch, name="batch_dispatch"),
    path("desk/<str:number>/", desk.matter, name="desk_matter"),
    path("desk/<str:number>/notices/", told.told, name="desk_told"),
    path("desk/<str:number>/contact/", contact.reveal_contact, name="reveal_contact"),
    path("desk/<str:number>/print/", printing.print_matter, name="print_matter"),
    path("desk/<str:number>/<str:move>/", desk.move, name="desk_move"),
    # figures and the call-back sample
    path("overview/", overview.overview, name="overview"),
    # what many write about
    path("topics/", topics.topics, name="topics"),
    path("topics/<int:key>/", topics.topic, name="topic"),
    # prepared words
    path("replies/", replies.replies, name="replies"),
    path("replies/<int:key>/", replies.reply, name="reply"),
    path("replies/<int:key>/retire/", replies.retire_reply, name="retire_reply"),
    # who answers for whom
    path("sponsors/", sponsors.sponsors, name="sponsors"),
    path("sponsors/hand-over/", sponsors.hand_over, name="hand_over"),
    path("sponsors/<int:key>/", sponsors.subject, name="subject"),
    # meetings, and what they gave out
    path("meetings/", meetings.meetings, name="meetings"),
    path("meetings/new/", meetings.new_meeting, name="new_meeting"),
    path("meetings/export.csv", meetings.export, name="export_meetings"),
    path("meetings/<str:number>/", meetings.meeting, name="meeting"),
    path("tasks/", tasks.tasks, name="tasks"),
    path("tasks/export.csv", tasks.export, name="export_tasks"),
    path("tasks/<str:number>/", tasks.task, name="task"),
    path("tasks/<str:number>/<str:move>/", tasks.move, name="task_move"),
    # the 12345 line
    path("hotline/", hotline.line, name="hotline"),
    path("hotline/export.csv", hotline.export, name="export_hotline"),
    path("hotline/messages/", hotline.take_message, name="hotline_message"),
    path("hotline/days/", hotline.days, name="hotline_days"),
    path("hotline/days/<str:day>/", hotline.day, name="hotline_day"),
    path("hotline/days/<str:day>/export.csv", hotline.export_day, name="export_hotline_day"),
    path("hotline/<int:message_id>/settle/", hotline.settle, name="settle_hotline"),
    path("samples/", samples.samples, name="samples"),
    path("samples/<str:draw_id>/", samples.sample, name="sample"),
    path("samples/<str:draw_id>/reveal/", samples.reveal, name="reveal_sample"),
    path("samples/<str:draw_id>/void/", samples.void, name="void_sample"),
    path("samples/<str:draw_id>/<str:file>", samples.record_file, name="sample_file"),
]
