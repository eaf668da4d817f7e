"""Addresses of the one search."""

from django.urls import path

from thidua.web.search import views

urlpatterns = [
    path("", views.search, name="search"),
    path("nhanh/", views.palette, name="palette"),
]
