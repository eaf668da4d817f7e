"""Addresses of this section."""

from django.urls import URLPattern, path

from thidua.web.statistics import cells, forms, indicators, views

urlpatterns: list[URLPattern] = [
    path("", views.statistics, name="statistics"),
    path("dong/", cells.statistics_lines, name="statistics_lines"),
    path("xuat.<str:kind>", views.statistics_export, name="statistics_export"),
    path("chi-so/", indicators.indicators, name="statistics_indicators"),
    path("bieu/", forms.statutory_forms, name="statutory_forms"),
    path("bieu/<str:code>/", forms.statutory_form, name="statutory_form"),
    path("bieu/<str:code>/dong/", forms.statutory_lines, name="statutory_lines"),
]
