"""Addresses of this section."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
