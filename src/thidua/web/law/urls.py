"""Addresses of the law."""

from django.urls import path

from thidua.web.law import views

urlpatterns = [
    path("", views.awards, name="law"),
    path("van-ban/<str:code>/", views.instrument, name="instrument"),
    path("<str:code>/", views.award, name="award"),
]
