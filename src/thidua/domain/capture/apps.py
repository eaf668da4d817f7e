"""The capability as Django knows it."""

from django.apps import AppConfig


class CaptureConfig(AppConfig):
    name = "thidua.domain.capture"
    label = "capture"

    def ready(self) -> None:
        """The words that were read from pages are compared with their hashes together with the pages."""
        from thidua.domain.archive.beside import BESIDE
        from thidua.domain.capture.queries import words_beside

        BESIDE.append(words_beside)
