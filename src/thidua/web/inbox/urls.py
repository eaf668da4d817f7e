"""Addresses of the inbox."""

from django.urls import path

from thidua.web.inbox import views

urlpatterns = [path("", views.home, name="inbox")]
