"""Registers the capability with Django."""

from django.apps import AppConfig


class RegisterConfig(AppConfig):
    name = "thidua.domain.register"
    label = "register"
