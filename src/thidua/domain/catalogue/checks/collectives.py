"""Conditions inside a collective: shares, counts, discipline of members, place in its cluster."""

from __future__ import annotations

from fractions import Fraction

from thidua.domain.catalogue.checks.base import (
    Case,
    Check,
    Compiler,
    check,
    either,
    met,
    needs_person,
    not_met,
)
from thidua.domain.catalogue.facts import CollectiveFacts
from thidua.domain.catalogue.phrasebook import gettext as _
from thidua.domain.catalogue.values import Outcome


@check("member_share")
def member_share(c: Compiler, *, of: str, at_least: str = "", above: str = "") -> Check:
    """Share of members who completed their tasks (``of: completed``) or hold a title, at least or strictly
    above.
    """
    floor, strict = Fraction(above or at_least), bool(above)

    def run(case: Case) -> Outcome:
        name = _("hoàn thành nhiệm vụ") if of == "completed" else c.name([of])
        inside = case.facts.collective
        have = _number(inside, of)
        if inside is None or have is None or inside.members <= 0:
            return needs_person(_("Chưa ghi số người và số đạt %(name)s của tập thể.") % {"name": name})
        share = Fraction(have, inside.members)
        words = {
            "have": have,
            "members": inside.members,
            "name": name,
            "share": _percent(share),
            "floor": _percent(floor),
        }
        if strict:
            return either(
                share > floor,
                _("%(have)s/%(members)s người đạt %(name)s (%(share)s), phải trên %(floor)s.") % words,
            )
        return either(
            share >= floor,
            _("%(have)s/%(members)s người đạt %(name)s (%(share)s), cần từ %(floor)s.") % words,
        )

    return run


def _number(inside: CollectiveFacts | None, of: str) -> int | None:
    if inside is None:
        return None
    return inside.completed if of == "completed" else inside.title_counts.get(of)


def _percent(share: Fraction) -> str:
    return f"{float(share * 100):.1f}".replace(".0", "").replace(".", ",") + " %"


@check("member_titles")
def member_titles(c: Compiler, *, of: str, at_least: int) -> Check:
    """So many members hold a title."""
    name = c.name([of])

    def run(case: Case) -> Outcome:
        inside = case.facts.collective
        if inside is None or of not in inside.title_counts:
            return needs_person(_("Chưa ghi số cá nhân đạt %(name)s của tập thể.") % {"name": name})
        have = inside.title_counts[of]
        return either(
            have >= at_least,
            _("%(have)s cá nhân đạt %(name)s, cần %(need)s.")
            % {"have": have, "name": name, "need": at_least},
        )

    return run


@check("members_not_disciplined")
def members_not_disciplined(c: Compiler, *, at_least: str) -> Check:
    """No member under a measure of that weight or more."""
    scale = c.scales["disciplines"]
    floor = scale.rank(at_least)

    def run(case: Case) -> Outcome:
        inside = case.facts.collective
        if inside is None:
            return needs_person(_("Chưa ghi tình hình kỷ luật của tập thể."))
        hits = [kind for kind in inside.disciplines if scale.rank(kind) >= floor]
        if hits:
            listed = ", ".join(sorted(scale.label(kind) for kind in hits))
            return not_met(
                _("Có %(count)s người bị kỷ luật: %(list)s.") % {"count": len(hits), "list": listed}
            )
        return met(_("Không có người bị kỷ luật từ %(floor)s trở lên.") % {"floor": scale.label(at_least)})

    return run


@check("head_of_unit")
def head_of_unit(c: Compiler) -> Check:
    """Who leads a unit is judged by its result: a person looks when the unit stands below, or is unrated."""
    scale = c.scales["ratings"]

    def run(case: Case) -> Outcome:
        facts = case.facts
        if not facts.heads_unit:
            return met(_("Không ghi là người đứng đầu đơn vị."))
        own, unit = facts.ratings.get(case.period_year, ""), facts.unit_rating
        words = {"own": scale.label(own) or _("chưa có"), "unit": scale.label(unit) or _("chưa có")}
        observed = _("Người đứng đầu xếp loại: %(own)s; tập thể: %(unit)s.") % words
        if own and unit and scale.rank(unit) >= scale.rank(own):
            return met(observed)
        return needs_person(observed)

    return run


@check("leads_cluster")
def leads_cluster(c: Compiler, *, levels: list[str]) -> Check:
    """First in an emulation cluster or block organised at one of these levels."""
    allowed = c.known("cluster_levels", levels)

    def run(case: Case) -> Outcome:
        if case.facts.leads_cluster in allowed:
            return met(_("Dẫn đầu cụm, khối thi đua."))
        return not_met(_("Không có kết quả dẫn đầu cụm, khối thi đua."))

    return run
