"""Addresses of the law."""

from django.urls import path

from thidua.web.law import ahead, changing, comparing, timeline, views, whatif

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
    path("so-sanh/", timeline.compare_days, name="compare_days"),
    path("thay-doi/", changing.drafts, name="drafts"),
    path("thay-doi/<int:draft_id>/", changing.draft, name="draft"),
    path("thay-doi/<int:draft_id>/law.patch", changing.draft_patch, name="draft_patch"),
    path("thay-doi/<int:draft_id>/rut/", changing.draft_withdraw, name="draft_withdraw"),
    path(
        "thay-doi/<str:code>/<str:version>/<str:condition>/<str:since>/",
        changing.draft_rule,
        name="draft_rule",
    ),
    path(
        "thay-doi/<slug:kind>/<str:code>/<str:version>/<str:condition>/<str:since>/",
        changing.draft_rule,
        name="draft_provision",
    ),
    path("thoi-gian/", timeline.timeline, name="timeline"),
    path("thu/<int:person_id>/", whatif.suppose, name="suppose"),
    path("sap-dat/<int:unit_id>/", ahead.ahead_unit, name="ahead_unit"),
    path("van-ban/<str:code>/", views.instrument, name="instrument"),
    path("<str:code>/", views.award, name="award"),
]
