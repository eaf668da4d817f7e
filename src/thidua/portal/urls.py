"""Addresses of this section."""

from django.urls import URLPattern, path

from thidua.portal import certificates, home, postings, views

urlpatterns: list[URLPattern] = [
    path("cong-khai/", home.home, name="public_home"),
    path("cong-khai/thu-tuc/", views.procedures, name="public_procedures"),
    path("cong-khai/lay-y-kien/", postings.public_postings, name="public_postings"),
    path("cong-khai/lay-y-kien/<int:posting_id>/", postings.public_posting, name="public_posting"),
    path("xac-thuc/", views.verification_search, name="verification_search"),
    path("xac-thuc/<str:token>/bang.png", certificates.certificate_image, name="certificate_image"),
    path("xac-thuc/<str:token>/bang.pdf", certificates.certificate_file, name="certificate_file"),
    path("xac-thuc/<str:token>/", views.verification, name="verification"),
    path("xac-thuc/<str:token>", views.verification, name="verification_short"),
]
