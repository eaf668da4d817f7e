"""Addresses of this section."""

from django.urls import URLPattern, path

from thidua.web.register import privacy, views

urlpatterns: list[URLPattern] = [
    path("", views.register, name="register"),
    path("xuat.<str:kind>", views.register_export, name="register_export"),
    path("dong/<int:root_id>/", views.register_panel, name="register_panel"),
    path("nguoi/<int:subject_id>/", views.register_holder, name="register_holder"),
    path("nguoi/<int:subject_id>/nam-sinh/", privacy.birth_year, name="register_birth_year"),
    path("nguoi/<int:subject_id>/xoa/", privacy.erase, name="register_erase"),
    path("don-vi/<int:unit_id>/", views.register_unit, name="register_unit"),
    path("<str:register_no>/", views.register_entry, name="register_entry"),
]
