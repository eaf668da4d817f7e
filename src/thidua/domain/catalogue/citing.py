"""Where the law is quoted: every citation of the data with the rule that rests on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from thidua.domain.catalogue.library import Library
from thidua.domain.catalogue.provisions import VOTE
from thidua.domain.catalogue.values import Citation, Text


@dataclass(frozen=True, slots=True)
class Use:
    """One rule that rests on a citation; ``award`` is empty for rules about no single award."""

    citation: Citation
    title: Text
    award: str
    since: date | None
    until: date | None
    confidence: str


def uses_of(library: Library) -> Iterator[Use]:
    """This will walk every citation of the law: of awards, votes, money, papers, principles and transitions."""
    for award in library.awards.values():
        for version in award.versions:
            yield Use(
                version.citation, award.name, award.code, version.since, version.until, version.confidence
            )
            for one in version.formalities[1:]:
                yield Use(one.citation, _FORMALITIES, award.code, one.since, one.until, one.confidence)
            for c in version.conditions:
                yield Use(c.citation, c.title, award.code, c.since, c.until, c.confidence)
            for limit in version.limits:
                yield Use(limit.citation, limit.title, award.code, limit.since, limit.until, limit.confidence)
    yield from _general(library)


_FORMALITIES = Text("Người quyết định, số bộ hồ sơ", "Who decides, and the number of sets")
_MONEY = Text("Mức tiền thưởng", "Money that goes with it")
_POSTED = Text(
    "Niêm yết lấy ý kiến trước khi Hội đồng họp", "Names posted for comment before the council meets"
)
_KEPT = Text("Thời hạn bảo quản hồ sơ", "How long dossiers are kept")


def _general(library: Library) -> Iterator[Use]:
    for vote in library.votes:
        codes = sorted(code for code in vote.awards if code in library.awards)
        for code in codes or [""]:
            yield Use(vote.rule.citation, VOTE, code, vote.since, vote.until, vote.rule.confidence)
    for code, rows in library.bonuses.coefficients.items():
        for row in rows:
            known = code if code in library.awards else ""
            yield Use(row.citation, _MONEY, known, row.since, row.until, row.confidence)
    for papers in library.papers.values():
        for paper in papers:
            if paper.citation:
                yield Use(paper.citation, paper.label, "", paper.since, paper.until, "Q")
    for principle in library.principles:
        yield Use(
            principle.citation, principle.title, "", principle.since, principle.until, principle.confidence
        )
    for posting in library.postings:
        yield Use(posting.citation, _POSTED, "", posting.since, posting.until, posting.confidence)
    for rule in library.retention.rules:
        yield Use(rule.citation, _KEPT, "", None, None, rule.confidence)
    for regime in library.regimes:
        if regime.more_favorable:
            yield Use(regime.more_favorable, regime.name, "", regime.since, regime.until, regime.confidence)


def article_key(article: str) -> tuple[int, str]:
    """Articles in the order of a text: by number, those without one first."""
    digits = "".join(char for char in article if char.isdigit())
    return (int(digits) if digits else 0, article)
