"""Addresses of this section."""

from django.urls import URLPattern, path

from thidua.portal import certificates, figures, home, postings, procedures, programs, proofs, views

urlpatterns: list[URLPattern] = [
    path("robots.txt", home.robots, name="robots"),
    path("cong-khai/", home.home, name="public_home"),
    path("cong-khai/thu-tuc/", procedures.procedures, name="public_procedures"),
    path("cong-khai/thu-tuc/bieu-mau/<slug:form>.docx", procedures.form_file, name="public_form"),
    path("cong-khai/thu-tuc/<str:code>/", procedures.procedure, name="public_procedure"),
    path("cong-khai/van-ban/<str:code>/", procedures.text, name="public_text"),
    path("cong-khai/so-lieu/", figures.public_board, name="public_board"),
    path("cong-khai/so-lieu/khen-thuong-<int:year>.csv", figures.public_data, name="public_data"),
    path(
        "cong-khai/so-lieu/khen-thuong-<int:year>.csv-metadata.json",
        figures.public_metadata,
        name="public_metadata",
    ),
    path("cong-khai/chuong-trinh/", programs.api_page, name="api_page"),
    path("cong-khai/lay-y-kien/", postings.public_postings, name="public_postings"),
    path("cong-khai/lay-y-kien/<int:posting_id>/", postings.public_posting, name="public_posting"),
    path("cong-khai/niem-phong/", proofs.public_log, name="public_log"),
    path("cong-khai/niem-phong/dau-cay.json", proofs.heads_file, name="public_heads"),
    path("cong-khai/niem-phong/kiem-tra.py", proofs.verifier_file, name="public_verifier"),
    path("cong-khai/niem-phong/<str:log>/nhat-quan.json", proofs.consistency_file, name="public_consistency"),
    path("cong-khai/niem-phong/<str:log>/checkpoint", proofs.checkpoint, name="public_checkpoint"),
    path("cong-khai/niem-phong/<str:log>/tile/<int:level>/<path:address>", proofs.tile, name="public_tile"),
    path("xac-thuc/", views.verification_search, name="verification_search"),
    path("xac-thuc/<str:token>/bang.png", certificates.certificate_image, name="certificate_image"),
    path("xac-thuc/<str:token>/bang.pdf", certificates.certificate_file, name="certificate_file"),
    path("xac-thuc/<str:token>/bang-chung.json", proofs.certificate_proof, name="certificate_proof"),
    path("xac-thuc/<str:token>/", views.verification, name="verification"),
    path("xac-thuc/<str:token>", views.verification, name="verification_short"),
]
