"""Addresses of this section."""

from django.urls import URLPattern, path

from thidua.web.statistics import cells, forms, indicators, saved, views

urlpatterns: list[URLPattern] = [
    path("", views.statistics, name="statistics"),
    path("dong/", cells.statistics_lines, name="statistics_lines"),
    path("xuat.<str:kind>", views.statistics_export, name="statistics_export"),
    path("luu/", saved.saved_views, name="saved_views"),
    path("luu/moi/", saved.saved_view_new, name="saved_view_new"),
    path("luu/<int:view_id>/", saved.saved_view, name="saved_view"),
    path("luu/<int:view_id>/xoa/", saved.saved_view_drop, name="saved_view_drop"),
    path("luu/<int:view_id>/thoi-gui/", saved.saved_view_stop, name="saved_view_stop"),
    path("chi-so/", indicators.indicators, name="statistics_indicators"),
    path("bieu/", forms.statutory_forms, name="statutory_forms"),
    path("bieu/<str:code>/", forms.statutory_form, name="statutory_form"),
    path("bieu/<str:code>/dong/", forms.statutory_lines, name="statutory_lines"),
]
