"""Registers the capability with Django."""

from django.apps import AppConfig


class CommunicationsConfig(AppConfig):
    name = "thidua.domain.communications"
    label = "communications"
