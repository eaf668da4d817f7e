"""Registers the capability with Django."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "thidua.domain.catalogue"
    label = "catalogue"
