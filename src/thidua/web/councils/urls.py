"""Addresses of this section."""

from django.urls import URLPattern, path

from thidua.web.councils import meetings, views

urlpatterns: list[URLPattern] = [
    path("", views.councils, name="councils"),
    path("moi/", views.council_new, name="council_new"),
    path("<int:pk>/", views.council, name="council"),
    path("<int:pk>/thanh-vien/", views.member_add, name="council_member_add"),
    path("thanh-vien/<int:pk>/thoi/", views.member_end, name="council_member_end"),
    path("<int:pk>/hop/", views.meeting_plan, name="meeting_plan"),
    path("phien/<int:pk>/", meetings.meeting, name="meeting"),
    path("phien/<int:pk>/man-chieu/", meetings.projector, name="meeting_projector"),
    path("phien/<int:pk>/bien-ban.<str:kind>", meetings.minutes, name="meeting_minutes"),
    path("phien/<int:pk>/diem-danh/", meetings.presence, name="meeting_presence"),
    path("phien/<int:pk>/muc/", meetings.item_add, name="meeting_item_add"),
    path("phien/<int:pk>/thu-tu/", meetings.reorder, name="meeting_reorder"),
    path("phien/<int:pk>/doi-ngay/", meetings.move, name="meeting_move"),
    path("phien/<int:pk>/khai-mac/", meetings.open_, name="meeting_open"),
    path("phien/<int:pk>/ket-thuc/", meetings.close, name="meeting_close"),
    path("phien/<int:pk>/ket-luan/", meetings.notes, name="meeting_notes"),
    path("muc/<int:pk>/<slug:act>/", meetings.item_act, name="meeting_item_act"),
    path("muc/<int:pk>/kiem-phieu.<str:kind>", meetings.count_paper, name="meeting_count_paper"),
    path("nguoi-duoc-xet/<int:pk>/<slug:act>/", meetings.candidate_act, name="meeting_candidate_act"),
]
