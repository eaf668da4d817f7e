"""Who decides an award and how many sets its dossier has: as its version begins, and as they change within its days."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from datetime import timedelta
from typing import Any

from thidua.domain.catalogue.awards import AwardVersion, Formalities
from thidua.domain.catalogue.problems import LawProblem
from thidua.domain.catalogue.reading import LawDocument
from thidua.domain.catalogue.values import Citation

PLACES = ("authority", "copies")
_DAY = timedelta(days=1)
_Path = tuple[Any, ...]


def formalities_of(
    raw: Mapping[str, Any], base: Mapping[str, Any], cite: Callable[[Any, _Path], Citation], path: _Path
) -> tuple[Formalities, ...]:
    """This will give those a version begins with, then each of its list with what that leaves as it was."""
    first = {**raw, "since": base["since"], "copies": raw.get("copies", 1)}
    later = enumerate(raw.get("formalities", ()))
    stated = [(first, path), *((item, (*path, "formalities", place)) for place, item in later)]
    stated.sort(key=lambda one: one[0]["since"])
    ends = [item["since"] - _DAY for item, _where in stated[1:]]
    found, known = [], dict[str, Any]()
    for (item, where), end in zip(stated, [*ends, base["until"]], strict=True):
        own = {name: item[name] for name in PLACES if name in item}
        known = {"authority": raw["authority"], "copies": first["copies"], **known, **own}
        found.append(
            Formalities(
                **known,
                citation=cite(item["citation"], (*where, "citation")),
                confidence=item["confidence"],
                since=item["since"],
                until=end,
                states=frozenset(own),
            )
        )
    return tuple(found)


def formality_problems(
    authorities: Container[str], document: LawDocument, version: AwardVersion, path: _Path
) -> list[LawProblem]:
    """This will see that who decides is known, and that what begins within a version does so once and in its days."""
    raw: Mapping[str, Any] = document.data["versions"][path[-1]]
    problems, known = [_unknown(authorities, document, raw, path)], set[tuple[str, Any]]()
    for place, item in enumerate(raw.get("formalities", ())):
        where, since = (*path, "formalities", place), item["since"]
        problems.append(_unknown(authorities, document, item, where))
        if not version.covers(since):
            problems.append(
                document.problem(f"ngày {since:%d/%m/%Y} ở ngoài thời hạn của phiên bản", *where, "since")
            )
        own = {(name, since) for name in PLACES if name in item}
        problems += [
            document.problem(f"{name} ghi hai lần cho ngày {since:%d/%m/%Y}", *where, name)
            for name, _since in sorted(own & known)
        ]
        known |= own
    return [one for one in problems if one]


def _unknown(
    authorities: Container[str], document: LawDocument, item: Mapping[str, Any], where: _Path
) -> LawProblem | None:
    code = item.get("authority")
    if code is None or code in authorities:
        return None
    return document.problem(f"không có cấp quyết định {code}", *where, "authority")
