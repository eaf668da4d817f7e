"""The capability as Django knows it."""

from django.apps import AppConfig


class CaptureConfig(AppConfig):
    name = "thidua.domain.capture"
    label = "capture"
