"""Addresses of this section."""

from django.urls import URLPattern, path

from thidua.web.organizations import changes, units, views

urlpatterns: list[URLPattern] = [
    path("", views.organizations, name="organizations"),
    path("<int:unit_id>/", views.unit_tree, name="unit_tree"),
    path("<int:unit_id>/ben-duoi/", views.unit_children, name="unit_children"),
    path("<int:unit_id>/can-doi/<slug:line>/", views.balance_line, name="balance_line"),
    path("<int:unit_id>/don-vi/", units.unit_page, name="unit_page"),
    path("<int:unit_id>/thay-doi/<slug:act>/", changes.unit_change, name="unit_change"),
    path("goi-y/", units.units_typeahead, name="units_typeahead"),
    path("chon-don-vi/", units.choose_unit, name="choose_unit"),
]
