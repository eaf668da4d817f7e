"""Addresses of notifications and of the language switch."""

from django.urls import path

from thidua.web.notices import views

urlpatterns = [
    path("", views.notices, name="notices"),
    path("da-doc/", views.read, name="notices_read"),
    path("ngon-ngu/", views.switch_language, name="switch_language"),
]
