"""Registers the folder with Django."""

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "thidua.operations"
    label = "operations"
