"""Addresses of this section."""

from django.urls import URLPattern, path

from thidua.web.decisions import papers, views

urlpatterns: list[URLPattern] = [
    path("", views.decisions, name="decisions"),
    path("soan/", views.draft, name="decision_draft"),
    path("huy/<int:entry_id>/", views.annul, name="decision_annul"),
    path("dinh-chinh/<int:entry_id>/", views.correct, name="decision_correct"),
    path("<int:pk>/", views.decision, name="decision"),
    path("<int:pk>/tien-do/", views.progress, name="decision_progress"),
    path("<int:pk>/lam/<slug:act>/", views.act, name="decision_act"),
    path("dong/<int:pk>/<slug:act>/", views.line_act, name="decision_line_act"),
    path("<int:pk>/quyet-dinh.<str:kind>", papers.paper, name="decision_paper"),
    path("<int:pk>/bang.zip", papers.archive, name="decision_zip"),
    path("<int:pk>/bang.pdf", papers.print_run, name="decision_print"),
    path("<int:pk>/mau.pdf", papers.samples, name="decision_samples"),
    path("<int:pk>/phoi.pdf", papers.blanks, name="decision_blanks"),
    path("phoi-thu.pdf", papers.test_sheet, name="decision_test_sheet"),
    path("dong/<int:pk>.pdf", papers.certificate, name="decision_certificate"),
    path("dong/<int:pk>.png", papers.certificate_png, name="decision_certificate_png"),
]
