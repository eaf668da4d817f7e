"""Addresses of this section."""

from django.urls import URLPattern, path

from thidua.web.people import duplicates, records, views

urlpatterns: list[URLPattern] = [
    path("", views.people, name="people"),
    path("moi/", views.person_new, name="person_new"),
    path("trung/", duplicates.duplicates, name="duplicates"),
    path("trung/xem/", duplicates.duplicates_review, name="duplicates_review"),
    path("trung/chac-chan/", duplicates.duplicates_sure, name="duplicates_sure"),
    path("trung/tim/", duplicates.duplicates_find, name="duplicates_find"),
    path("trung/<int:duplicate_id>/", duplicates.duplicate_decide, name="duplicate_decide"),
    path("<int:person_id>/", views.person, name="person"),
    path("<int:person_id>/sua/", views.person_edit, name="person_edit"),
    path("<int:person_id>/so-dinh-danh/", views.person_identity, name="person_identity"),
    path("<int:person_id>/ghi/<slug:part>/", records.person_record, name="person_record"),
]
