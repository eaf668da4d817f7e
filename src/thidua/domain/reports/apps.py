"""Registers the capability with Django."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "thidua.domain.reports"
    label = "reports"
