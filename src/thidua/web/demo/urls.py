"""Addresses of the demonstration."""

from django.urls import path

from thidua.web.demo import views

urlpatterns = [
    path("", views.accounts, name="demo_accounts"),
    path("vao/<int:user_id>/", views.enter, name="demo_enter"),
    path("ngay/", views.day, name="demo_day"),
]
