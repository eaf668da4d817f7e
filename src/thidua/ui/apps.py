"""Registers the folder with Django."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "thidua.ui"
    label = "ui"
