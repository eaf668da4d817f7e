"""Registers the capability with Django."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "thidua.domain.audit"
    label = "audit"
