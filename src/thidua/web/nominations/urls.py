"""Addresses under /de-nghi/."""

from django.urls import URLPattern, path

from thidua.web.nominations import adhoc, detail, files, grid, imports, rounds, rows

urlpatterns: list[URLPattern] = [
    path("", rounds.index, name="nominations"),
    path("dot/moi/", rounds.round_new, name="round_new"),
    path("dot/<int:pk>/", rounds.round_page, name="round"),
    path("dot/<int:pk>/dong/", rounds.round_close, name="round_close"),
    path("dot/<int:pk>/bat-dau/", rounds.start, name="submission_start"),
    path("to-trinh/<int:pk>/", grid.submission, name="submission"),
    path("to-trinh/<int:pk>/ben-phai/", grid.panel, name="submission_panel"),
    path("to-trinh/<int:pk>/luu/", grid.save, name="submission_save"),
    path("to-trinh/<int:pk>/dong-cao/", grid.tall_rows, name="submission_rows"),
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
    path("minh-chung/<int:pk>/bo/", rows.evidence_remove, name="evidence_remove"),
    path("ho-so/<int:nomination_id>/", detail.nomination, name="nomination"),
    path("ho-so/<int:nomination_id>/lich-su/", detail.history, name="nomination_history"),
    path("ho-so/<int:nomination_id>/dieu-kien/", detail.decide, name="nomination_decide"),
    path("ho-so/<int:nomination_id>/sua/", detail.amend, name="nomination_amend"),
    path("ho-so/<int:nomination_id>/trinh-lai/", detail.resubmit, name="nomination_resubmit"),
    path("ho-so/<int:nomination_id>/rut/", detail.withdraw, name="nomination_withdraw"),
    path("ho-so/<int:nomination_id>/tep/", files.evidence_add, name="nomination_file"),
    path("tep/<int:evidence_id>/", files.evidence, name="evidence"),
    path("tep/<int:evidence_id>/goc/", files.evidence_file, name="evidence_file"),
    path("tep/<int:evidence_id>/hinh/", files.evidence_picture, name="paper_picture"),
    path("tep/<int:evidence_id>/rut/", files.evidence_remove, name="paper_remove"),
    path("minh-chung/", files.camera, name="camera"),
    path("dot-xuat/", adhoc.adhoc, name="adhoc"),
]
