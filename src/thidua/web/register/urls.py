"""Addresses of this section."""

from django.urls import URLPattern, path

from thidua.web.register import privacy, views
from thidua.web.register.imports import views as imports

urlpatterns: list[URLPattern] = [
    path("", views.register, name="register"),
    path("xuat.<str:kind>", views.register_export, name="register_export"),
    path("dong/<int:root_id>/", views.register_panel, name="register_panel"),
    path("nguoi/<int:subject_id>/", views.register_holder, name="register_holder"),
    path("nguoi/<int:subject_id>/nam-sinh/", privacy.birth_year, name="register_birth_year"),
    path("nguoi/<int:subject_id>/xoa/", privacy.erase, name="register_erase"),
    path("don-vi/<int:unit_id>/", views.register_unit, name="register_unit"),
    path("nhap/", imports.imports, name="imports"),
    path("nhap/<int:pk>/", imports.one, name="import"),
    path("nhap/<int:pk>/tien-do/", imports.progress, name="import_progress"),
    path("nhap/<int:pk>/cot/", imports.columns, name="import_columns"),
    path("nhap/<int:pk>/vao-so/", imports.enter, name="import_enter"),
    path("nhap/<int:pk>/xem-lai/", imports.reopen, name="import_reopen"),
    path("nhap/<int:pk>/bo/", imports.discard, name="import_discard"),
    path("nhap/<int:pk>/rut/", imports.withdraw, name="import_withdraw"),
    path("nhap/<int:pk>/ly-do.xlsx", imports.annotated, name="import_annotated"),
    path("nhap/<int:pk>/goc", imports.original, name="import_original"),
    path("nhap/<int:pk>/bien-nhan.xlsx", imports.receipts, name="import_receipts"),
    path("<str:register_no>/", views.register_entry, name="register_entry"),
]
