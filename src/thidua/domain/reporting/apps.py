"""Registers the capability with Django."""

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "thidua.domain.reporting"
    label = "reporting"
