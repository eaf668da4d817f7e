"""How the pages of the law say things: texts in the reader's language, and where articles and records are opened."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from thidua.domain.catalogue.library import library
from thidua.domain.catalogue.sources import Source
from thidua.domain.catalogue.values import Citation, Text
from thidua.domain.people.states import DisciplineKind, Rating

_PARTS = {"rating": "xep-loai", "initiative": "sang-kien", "discipline": "ky-luat", "service": "cong-tac"}


@dataclass(frozen=True, slots=True)
class Record:
    """A record behind a finding as a page names it, and where it is opened."""

    label: str
    url: str


def said(text: Text) -> str:
    """The text in the active language."""
    return text.en if get_language() == "en" and text.en else text.vi


def citation_url(citation: Citation) -> str:
    """The page of the text, at the article."""
    if citation.instrument not in library().instruments:
        return ""
    anchor = f"#dieu-{citation.article}" if citation.article else ""
    return reverse("instrument", args=[citation.instrument]) + anchor


def cited(citation: Citation) -> SafeString:
    """The article in words, as a link to the text."""
    address = citation_url(citation)
    return format_html('<a href="{}">{}</a>', address, citation.label) if address else escape(citation.label)


def record_of(source: Source, person_id: int) -> Record:
    """Where a record of a person is opened: honors in the register, all else on the person's page."""
    if source.kind == "award":
        code, _separator, told = source.label.partition("|")
        anchor = f"#so-{source.ref}" if source.ref else ""
        return Record(
            f"{library().award_names.get(code, code)} {told}",
            reverse("register_holder", args=[person_id]) + anchor,
        )
    address = reverse("person", args=[person_id]) + f"#{_PARTS[source.kind]}"
    return Record(_record_words(source), address)


def _record_words(source: Source) -> str:
    if source.kind == "rating":
        label = Rating(source.label).label if source.label in Rating.values else source.label
        return _("Xếp loại %(year)s: %(rating)s") % {"year": source.ref, "rating": label}
    if source.kind == "initiative":
        return _("Sáng kiến %(year)s: %(title)s") % {"year": source.ref, "title": source.label}
    if source.kind == "discipline":
        kind = DisciplineKind(source.label).label if source.label in DisciplineKind.values else source.label
        return _("Kỷ luật: %(kind)s") % {"kind": kind}
    return _("Quá trình công tác: %(post)s") % {"post": source.label or source.ref}
