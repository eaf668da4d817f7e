"""Registers the capability with Django."""

from django.apps import AppConfig


class MovementsConfig(AppConfig):
    name = "thidua.domain.movements"
    label = "movements"
