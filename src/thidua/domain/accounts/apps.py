"""Registers the capability with Django."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "thidua.domain.accounts"
    label = "accounts"
