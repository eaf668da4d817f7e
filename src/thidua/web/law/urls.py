"""Addresses of the law."""

from django.urls import path

from thidua.web.law import ahead, comparing, views, whatif

urlpatterns = [
    path("", views.awards, name="law"),
    path("con-thieu/<int:person_id>/", ahead.ahead_person, name="ahead_person"),
    path("doi-chieu/", comparing.comparisons, name="comparisons"),
    path("doi-chieu/verifications.yaml", comparing.comparisons_file, name="comparisons_file"),
    path("doi-chieu/<int:comparison_id>/<slug:act>/", comparing.comparison_act, name="comparison_act"),
    path(
        "doi-chieu/<str:code>/<str:version>/<str:condition>/<str:since>/",
        comparing.comparison_rule,
        name="comparison_rule",
    ),
    path("thu/<int:person_id>/", whatif.suppose, name="suppose"),
    path("sap-dat/<int:unit_id>/", ahead.ahead_unit, name="ahead_unit"),
    path("van-ban/<str:code>/", views.instrument, name="instrument"),
    path("<str:code>/", views.award, name="award"),
]
