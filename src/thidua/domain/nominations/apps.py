"""Registers the capability with Django."""

from django.apps import AppConfig


class NominationsConfig(AppConfig):
    name = "thidua.domain.nominations"
    label = "nominations"
