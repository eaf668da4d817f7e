"""Which records a finding rests on, so that a page can lead to each of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from thidua.domain.catalogue.checks.base import cite
from thidua.domain.catalogue.facts import Facts, Initiative
from thidua.domain.catalogue.values import Condition

_OF_AWARDS = ("awards", "after", "base")
_OF_SERVICE = frozenset({"union_service", "service_months"})


class Source(NamedTuple):
    """A record: ``kind`` award, rating, initiative, discipline or service; ``ref`` its number or year; and its words."""

    kind: str
    ref: str
    label: str


def sources_of(
    condition: Condition, facts: Facts, *, year: int, groups: Mapping[str, frozenset[str]]
) -> tuple[Source, ...]:
    """This will list the records that were looked at for one condition, each once, in the order of the law's words."""
    found = _sources({"kind": condition.kind, **condition.params}, facts, year, groups)
    return tuple(dict.fromkeys(found))


def _sources(
    rule: Mapping[str, Any], facts: Facts, year: int, groups: Mapping[str, frozenset[str]]
) -> Iterator[Source]:
    kind = rule["kind"]
    names = [name for key in _OF_AWARDS for name in rule.get(key) or ()]
    codes = frozenset().union(*(groups.get(name, frozenset({name})) for name in names))
    for award in facts.prior:
        if award.code in codes:
            yield Source("award", award.register_no, f"{award.code}|{cite(award)}")
    if kind == "ratings":
        span = range(year - rule.get("years", 1) + 1, year + 1)
        yield from (Source("rating", str(y), facts.ratings[y]) for y in span if y in facts.ratings)
    if kind in {"initiatives", "benefit"}:
        yield from (_initiative(one) for one in facts.initiatives if one.year <= year)
    if kind == "no_discipline" or rule.get("restart_after_discipline"):
        yield from (Source("discipline", d.since.isoformat(), d.kind) for d in facts.disciplines)
    if kind in _OF_SERVICE:
        yield from (Source("service", s.since.isoformat(), s.post) for s in facts.union_services)
    if kind == "post_years":
        posts = {post for band in rule["bands"] for post in band["posts"]}
        yield from (
            Source("service", p.since.isoformat(), p.post) for p in facts.positions or () if p.post in posts
        )
    if kind == "terms" and (facts.terms or {}).get(rule["body"]):
        yield Source("service", rule["body"], rule["body"])
    if kind in {"any", "all"}:
        for branch in rule["of"]:
            yield from _sources(branch, facts, year, groups)


def _initiative(one: Initiative) -> Source:
    return Source("initiative", str(one.year), one.title)
