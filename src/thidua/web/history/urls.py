"""Addresses of the event log."""

from django.urls import path

from thidua.web.history import views

urlpatterns = [path("", views.history, name="history")]
