"""Addresses of help."""

from django.urls import path

from thidua.web.help import views

urlpatterns = [path("", views.show, name="help")]
