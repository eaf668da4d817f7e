"""Addresses of this section."""

from django.urls import URLPattern, path

from thidua.web.statistics import views

urlpatterns: list[URLPattern] = [
    path("", views.statistics, name="statistics"),
    path("xuat.xlsx", views.statistics_export, name="statistics_export"),
    path("bieu/<str:code>/", views.statutory_form, name="statutory_form"),
]
