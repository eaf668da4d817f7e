"""Addresses of the law."""

from django.urls import path

from thidua.web.law import ahead, views, whatif

urlpatterns = [
    path("", views.awards, name="law"),
    path("con-thieu/<int:person_id>/", ahead.ahead_person, name="ahead_person"),
    path("thu/<int:person_id>/", whatif.suppose, name="suppose"),
    path("sap-dat/<int:unit_id>/", ahead.ahead_unit, name="ahead_unit"),
    path("van-ban/<str:code>/", views.instrument, name="instrument"),
    path("<str:code>/", views.award, name="award"),
]
