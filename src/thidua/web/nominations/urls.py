"""Addresses under /de-nghi/."""

from django.urls import URLPattern, path

from thidua.web.nominations import grid, imports, rounds, rows

urlpatterns: list[URLPattern] = [
    path("", rounds.index, name="nominations"),
    path("dot/moi/", rounds.round_new, name="round_new"),
    path("dot/<int:pk>/", rounds.round_page, name="round"),
    path("dot/<int:pk>/dong/", rounds.round_close, name="round_close"),
    path("dot/<int:pk>/bat-dau/", rounds.start, name="submission_start"),
    path("to-trinh/<int:pk>/", grid.submission, name="submission"),
    path("to-trinh/<int:pk>/ben-phai/", grid.panel, name="submission_panel"),
    path("to-trinh/<int:pk>/luu/", grid.save, name="submission_save"),
    path("to-trinh/<int:pk>/kiem-tra/", grid.check, name="submission_check"),
    path("to-trinh/<int:pk>/so-lieu/", grid.details, name="submission_details"),
    path("to-trinh/<int:pk>/trinh/", grid.submit, name="submission_submit"),
    path("to-trinh/<int:pk>/them/", grid.row_add, name="submission_row_add"),
    path("to-trinh/<int:pk>/danh-sach/", imports.upload, name="submission_import"),
    path("to-trinh/<int:pk>/danh-sach/nhap/", imports.bring_in, name="submission_bring_in"),
    path("to-trinh/<int:pk>/danh-sach/ly-do.xlsx", imports.annotated, name="submission_annotated"),
    path("dong/<int:pk>/", rows.row, name="nomination_row"),
    path("dong/<int:pk>/nguoi/", rows.match, name="nomination_match"),
    path("dong/<int:pk>/dieu-kien/", rows.answer, name="nomination_answer"),
    path("dong/<int:pk>/minh-chung/", rows.evidence_add, name="evidence_add"),
    path("dong/<int:pk>/tai-len/", rows.upload_begin, name="upload_begin"),
    path("dong/<int:pk>/tai-len/<str:upload_id>/", rows.upload_piece, name="upload_piece"),
    path("minh-chung/<int:pk>/", rows.evidence_file, name="evidence_file"),
    path("minh-chung/<int:pk>/bo/", rows.evidence_remove, name="evidence_remove"),
]
