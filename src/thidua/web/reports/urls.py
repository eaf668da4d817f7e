"""Addresses of this section."""

from django.urls import URLPattern, path

from thidua.web.reports import boards, campaigns, definitions, lists, papers, sheets, snapshots

urlpatterns: list[URLPattern] = [
    path("", lists.reports, name="reports"),
    path("bang/", boards.board, name="board"),
    path("bang/nhac/<int:unit_id>/", boards.urge, name="board_urge"),
    path("mau/", lists.report_forms, name="report_forms"),
    path("mau/moi/", definitions.new_form, name="report_form_new"),
    path("mau/<int:definition_id>/", definitions.form, name="report_form"),
    path("mau/<int:definition_id>/viec/<slug:act>/", definitions.act, name="report_form_act"),
    path("mau/<int:definition_id>/giao/", campaigns.assign, name="report_assign"),
    path("dot/<int:assignment_id>/", campaigns.campaign, name="report_campaign"),
    path("dot/<int:assignment_id>/viec/<slug:act>/", campaigns.act, name="report_campaign_act"),
    path("dot/<int:assignment_id>/<int:unit_id>/", sheets.sheet, name="report_sheet"),
    path("dot/<int:assignment_id>/<int:unit_id>/ghi/", sheets.save, name="report_save"),
    path("dot/<int:assignment_id>/<int:unit_id>/viec/<slug:act>/", sheets.act, name="report_act"),
    path("dot/<int:assignment_id>/<int:unit_id>/tep/<slug:kind>/", papers.paper, name="report_paper"),
    path(
        "dot/<int:assignment_id>/<int:unit_id>/ban/<int:number>/",
        snapshots.snapshot,
        name="report_snapshot",
    ),
]
