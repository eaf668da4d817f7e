"""Registers the capability with Django."""

from django.apps import AppConfig


class CouncilsConfig(AppConfig):
    name = "thidua.domain.councils"
    label = "councils"
