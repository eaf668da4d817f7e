"""Registers the capability with Django."""

from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    name = "thidua.domain.decisions"
    label = "decisions"
