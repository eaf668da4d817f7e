"""Registers the capability with Django."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "thidua.domain.people"
    label = "people"
