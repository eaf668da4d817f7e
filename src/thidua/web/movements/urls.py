"""Addresses of this section."""

from django.urls import URLPattern, path

from thidua.web.movements import drafts, joining, lists, pages, reviews

urlpatterns: list[URLPattern] = [
    path("", lists.movements, name="movements"),
    path("moi/", lists.new_movement, name="movement_new"),
    path("<int:movement_id>/", pages.movement, name="movement"),
    path("<int:movement_id>/sua/<slug:part>/", drafts.edit, name="movement_edit"),
    path("<int:movement_id>/bang-diem-mau/", drafts.standard_scoring, name="movement_standard_scoring"),
    path("<int:movement_id>/so-voi/<int:other_id>/", drafts.compare, name="movement_compare"),
    path("<int:movement_id>/phat-dong/", drafts.launch, name="movement_launch"),
    path("<int:movement_id>/bo/", drafts.discard, name="movement_discard"),
    path("<int:movement_id>/dung/", pages.stop, name="movement_stop"),
    path("<int:movement_id>/dang-ky/", joining.register, name="movement_register"),
    path("<int:movement_id>/ket-qua/", joining.results, name="movement_results"),
    path("dang-ky/<int:registration_id>/", joining.report, name="movement_report"),
    path("dang-ky/<int:registration_id>/rut/", joining.withdraw, name="movement_withdraw"),
    path("<int:movement_id>/tong-ket/", reviews.new_review, name="movement_review_new"),
    path("tong-ket/<int:review_id>/", reviews.review, name="movement_review"),
    path("tong-ket/<int:review_id>/de-nghi/", reviews.propose, name="movement_propose"),
]
