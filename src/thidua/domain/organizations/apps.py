"""Registers the capability with Django."""

from django.apps import AppConfig


class OrganizationsConfig(AppConfig):
    name = "thidua.domain.organizations"
    label = "organizations"
