"""What a change of the law may touch: conditions, limits, deadlines, votes, money, papers, who decides; all with days.

Read from the files of the law's folder, so that a change knows which place of which file to write.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from thidua.domain.catalogue.awards import AwardVersion, Deadline
from thidua.domain.catalogue.library import EVERY_AWARD, Library
from thidua.domain.catalogue.reading import FastLoader
from thidua.domain.catalogue.states import ProvisionKind
from thidua.domain.catalogue.values import Citation, QuotaRule, Severity, Text
from thidua.domain.catalogue.verifying import Rule, RuleKey, find_rule

NO_VERSION = "-"  # the version of a provision that belongs to no award's version
_DAY = timedelta(days=1)
ALWAYS = date(2000, 1, 1)  # the first day of what has none
VOTE = Text("Biểu quyết của Hội đồng", "How the council votes")
GENERAL_VOTE = Text("Biểu quyết của Hội đồng: quy định chung", "How the council votes: the general rule")
MONEY = Text("Hệ số tiền thưởng", "Coefficient of the bonus")
POSTING = Text("Niêm yết lấy ý kiến (ngày làm việc)", "Posting for comment (working days)")
NEW = "+"  # the name of what an award's version or a dossier does not hold yet
NEW_QUOTA = Text("Giới hạn mới", "A new limit")
NEW_DEADLINE = Text("Thời hạn mới", "A new deadline")
NEW_PAPER = Text("Giấy tờ mới", "A new paper")
AUTHORITY = Text("Người quyết định", "Who decides")
COPIES = Text("Số bộ hồ sơ", "Number of sets of the dossier")
SALARY = Text("Lương cơ sở (đồng)", "Base salary in đồng")
FOLLOWED = frozenset(
    {ProvisionKind.SALARY, ProvisionKind.AUTHORITY, ProvisionKind.COPIES}
)  # by another, never by none
_VOTE_PLACES = ("awards", "min_ratio", "denominator", "quorum_ratio", "secret", "absentee_written", "required",
                "is_local")  # fmt: skip
_DEADLINE_PLACES = ("first", "last", "days", "working_days", "years")
_QUOTA_PLACES = ("share", "limit", "except_units")


class Provision(NamedTuple):
    """One provision with its days and the numbers and words that may change, by their place.

    ``awards`` are those it concerns, none for all; ``path`` leads to it inside of ``file`` (conditions are found by
    their version instead); ``params`` holds ``values`` as they are nested.
    """

    kind: ProvisionKind
    key: RuleKey
    title: Text
    citation: Citation | None
    since: date
    until: date | None
    is_read: bool
    values: dict[str, Any]
    params: Mapping[str, Any]
    awards: tuple[str, ...]
    file: str = ""
    path: tuple[Any, ...] = ()

    @property
    def has_title(self) -> bool:
        """Whether the data holds words of its own for it."""
        return self.kind in {ProvisionKind.CONDITION, ProvisionKind.QUOTA, ProvisionKind.DEADLINE}


def find_provision(law: Library, kind: str, key: RuleKey) -> Provision | None:
    """This will give the provision of a key, None when the data has none such."""
    if kind == ProvisionKind.CONDITION:
        rule = find_rule(law, key)
        return of_rule(rule) if rule else None
    if key.condition == NEW:
        return blank(law, kind, key)
    return next((one for one in provisions(law, kind) if one.key == key), None)


def blank(law: Library, kind: str, key: RuleKey) -> Provision | None:
    """A limit or deadline that a version, or a paper that a dossier, does not hold yet: every place is empty."""
    if kind == ProvisionKind.PAPER:
        return _blank_paper(law, key) if key.award in law.papers else None
    award = law.awards.get(key.award)
    found = [i for i, version in enumerate(award.versions) if version.id == key.version] if award else []
    if award is None or not found or kind not in _BLANKS:
        return None
    version = award.versions[found[0]]
    title, values, list_name = _BLANKS[ProvisionKind(kind)]
    return Provision(
        ProvisionKind(kind), RuleKey(award.code, version.id, NEW, version.since), title, None, version.since,
        version.until, False, dict(values), values, (award.code,), award_file(law, award.code),
        ("versions", found[0], list_name),
    )  # fmt: skip


def _blank_paper(law: Library, key: RuleKey) -> Provision:
    values = {"paper": "", "form": "", "when": "always", "subjects": []}
    return Provision(
        ProvisionKind.PAPER, RuleKey(key.award, NO_VERSION, NEW, ALWAYS), NEW_PAPER, None, ALWAYS, None, False,
        values, values, _awards_of(law, key.award), "dossiers.yaml", ("dossiers", key.award, "papers"),
    )  # fmt: skip


_BLANKS: dict[ProvisionKind, tuple[Text, dict[str, Any], str]] = {
    ProvisionKind.QUOTA: (
        NEW_QUOTA, {"kind": "per_unit", "limit": 0, "share": "", "of": "", "except_units": []}, "quotas",
    ),
    ProvisionKind.DEADLINE: (
        NEW_DEADLINE,
        {"kind": "received_by", "first": "", "last": "", "days": 0, "working_days": 0, "years": 0},
        "deadlines",
    ),
}  # fmt: skip


def _awards_of(law: Library, dossier: str) -> tuple[str, ...]:
    """The awards that ask for a dossier."""
    return tuple(a.code for a in law.awards.values() if any(v.dossier == dossier for v in a.versions))


def provisions(law: Library, kind: str) -> Iterator[Provision]:
    """This will walk every provision of a kind other than conditions, over all days."""
    yield from _READERS[ProvisionKind(kind)](law)


def provisions_of(law: Library, code: str) -> list[Provision]:
    """This will list what concerns one award besides its conditions, over all days."""
    return [one for kind in _READERS for one in provisions(law, kind) if not one.awards or code in one.awards]


def of_rule(rule: Rule) -> Provision:
    """A condition as a provision."""
    condition = rule.condition
    return Provision(
        ProvisionKind.CONDITION, rule.key, condition.title, condition.citation, condition.since, condition.until,
        condition.severity is Severity.REFUSES, dict(leaves(condition.params)), condition.params, (rule.award.code,),
    )  # fmt: skip


def leaves(params: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """This will walk the numbers and words of a rule that a change may touch, each with its place."""
    for key, value in params.items():
        if key in {"kind", "title", "key", "question", "each_deed"}:
            continue
        if isinstance(value, list) and value and isinstance(value[0], Mapping):
            for index, branch in enumerate(value):
                yield from ((f"{key}.{index}.{inner}", leaf) for inner, leaf in leaves(branch))
        elif isinstance(value, Mapping):
            yield from ((f"{key}.{inner}", leaf) for inner, leaf in leaves(value))
        else:
            yield key, value


def _quotas(law: Library) -> Iterator[Provision]:
    for name, code, place, version, raw in _versions(law):
        for index, (item, quota) in enumerate(zip(raw.get("quotas", ()), version.quotas, strict=True)):
            key = RuleKey(code, version.id, quota.id, quota.since)
            where = ("versions", place, "quotas", index)
            values = {one: item[one] for one in _QUOTA_PLACES if one in item}
            yield _dated(ProvisionKind.QUOTA, key, quota, values, name, where)


def _deadlines(law: Library) -> Iterator[Provision]:
    for name, code, place, version, raw in _versions(law):
        for index, (item, deadline) in enumerate(
            zip(raw.get("deadlines", ()), version.deadlines, strict=True)
        ):
            key = RuleKey(code, version.id, deadline.id, deadline.since)
            where = ("versions", place, "deadlines", index)
            values = {one: item[one] for one in _DEADLINE_PLACES if one in item}
            yield _dated(ProvisionKind.DEADLINE, key, deadline, values, name, where)


def _dated(  # noqa: PLR0917 - the fields of a provision, in their order
    kind: ProvisionKind,
    key: RuleKey,
    rule: QuotaRule | Deadline,
    values: dict[str, Any],
    file: str,
    path: tuple[Any, ...],
) -> Provision:
    is_read = getattr(rule, "severity", None) is Severity.REFUSES or rule.confidence == "S"
    return Provision(
        kind, key, rule.title, rule.citation, rule.since, rule.until, is_read, values, values, (key.award,), file, path,
    )  # fmt: skip


def _votes(law: Library) -> Iterator[Provision]:
    for index, (raw, vote) in enumerate(zip(_data(law, "voting.yaml"), law.votes, strict=True)):
        values = {
            "required": True,
            "is_local": False,
            **{place: raw[place] for place in _VOTE_PLACES if place in raw},
        }
        is_general = EVERY_AWARD in vote.awards
        yield Provision(
            ProvisionKind.VOTE, RuleKey(raw["awards"][0], NO_VERSION, "vote", vote.since),
            GENERAL_VOTE if is_general else VOTE, vote.rule.citation, vote.since, vote.until,
            vote.rule.severity is Severity.REFUSES, values, values, () if is_general else tuple(raw["awards"]),
            "voting.yaml", (index,),
        )  # fmt: skip


def _money(law: Library) -> Iterator[Provision]:
    for index, entry in enumerate(_data(law, "bonuses.yaml")["awards"]):
        code = entry["codes"][0]
        for place, (raw, row) in enumerate(zip(entry["rows"], law.bonuses.coefficients[code], strict=True)):
            values = {"coefficient": raw["coefficient"], "collective_multiplier": row.multiplier}
            yield Provision(
                ProvisionKind.MONEY, RuleKey(code, NO_VERSION, "bonus", row.since), MONEY, row.citation, row.since,
                row.until, row.confidence == "S", values, values, tuple(entry["codes"]),
                "bonuses.yaml", ("awards", index, "rows", place),
            )  # fmt: skip


def _salaries(law: Library) -> Iterator[Provision]:
    rows = _data(law, "base_salaries.yaml")
    ends = [*(row["since"] for row in rows[1:]), None]
    for index, (raw, end) in enumerate(zip(rows, ends, strict=True)):
        values = {"amount": raw["amount"]}
        yield Provision(
            ProvisionKind.SALARY, RuleKey(EVERY_AWARD, NO_VERSION, "salary", raw["since"]), SALARY, None, raw["since"],
            date.fromordinal(end.toordinal() - 1) if end else None, raw["confidence"] == "S", values, values, (),
            "base_salaries.yaml", (index,),
        )  # fmt: skip


def _papers(law: Library) -> Iterator[Provision]:
    for code, dossier in _data(law, "dossiers.yaml")["dossiers"].items():
        awards = _awards_of(law, code)
        for index, (raw, paper) in enumerate(zip(dossier["papers"], law.papers[code], strict=True)):
            name = ".".join([paper.code, *paper.subjects])
            since = raw.get("since", ALWAYS)
            values = {"form": "", "when": "always", "subjects": [], **raw}
            values = {place: values[place] for place in ("form", "when", "subjects")}
            yield Provision(
                ProvisionKind.PAPER, RuleKey(code, NO_VERSION, name, since), paper.label, paper.citation, since,
                paper.until, False, values, values, awards, "dossiers.yaml", ("dossiers", code, "papers", index),
            )  # fmt: skip


def _postings(law: Library) -> Iterator[Provision]:
    for index, (raw, one) in enumerate(zip(_data(law, "publication.yaml"), law.postings, strict=True)):
        values = {"working_days": raw["working_days"], "types": raw["types"]}
        awards = tuple(a.code for a in law.awards.values() if one.types & set(a.commendation_types))
        yield Provision(
            ProvisionKind.POSTING, RuleKey(EVERY_AWARD, NO_VERSION, "posting", one.since), POSTING, one.citation,
            one.since, one.until, one.confidence == "S", values, values, awards, "publication.yaml", (index,),
        )  # fmt: skip


def _authorities(law: Library) -> Iterator[Provision]:
    return _formalities(law, ProvisionKind.AUTHORITY, AUTHORITY)


def _copies(law: Library) -> Iterator[Provision]:
    return _formalities(law, ProvisionKind.COPIES, COPIES)


def _formalities(law: Library, kind: ProvisionKind, title: Text) -> Iterator[Provision]:
    """Every version's own, then those that follow within its days; ``kind`` is the name of its place too."""
    for award in law.awards.values():
        name = award_file(law, award.code)
        for place, version in enumerate(award.versions):
            raw = _data(law, name)["versions"][place].get("formalities", ())
            found = [one for one in version.formalities if kind in one.states]
            ends = [one.since - _DAY for one in found[1:]]
            for one, end in zip(found, [*ends, version.until], strict=True):
                if end is not None and end < one.since:  # another begins on the first day of the version
                    continue
                values = {str(kind): getattr(one, kind)}
                stated = [i for i, item in enumerate(raw) if kind in item and item["since"] == one.since]
                yield Provision(
                    kind, RuleKey(award.code, version.id, str(kind), one.since), title, one.citation, one.since, end,
                    one.confidence == "S", values, values, (award.code,), name,
                    ("versions", place, "formalities", *stated),
                )  # fmt: skip


_READERS = {
    ProvisionKind.AUTHORITY: _authorities,
    ProvisionKind.COPIES: _copies,
    ProvisionKind.QUOTA: _quotas,
    ProvisionKind.DEADLINE: _deadlines,
    ProvisionKind.POSTING: _postings,
    ProvisionKind.VOTE: _votes,
    ProvisionKind.MONEY: _money,
    ProvisionKind.SALARY: _salaries,
    ProvisionKind.PAPER: _papers,
}


def _versions(law: Library) -> Iterator[tuple[str, str, int, AwardVersion, Mapping[str, Any]]]:
    """Versions with limits or deadlines: file, award, place in the file, version as built and as written."""
    for award in law.awards.values():
        if not any(version.quotas or version.deadlines for version in award.versions):
            continue
        name = award_file(law, award.code)
        for place, (raw, version) in enumerate(
            zip(_data(law, name)["versions"], award.versions, strict=True)
        ):
            yield name, award.code, place, version, raw


def award_file(law: Library, code: str) -> str:
    """The file of an award below ``law/``."""
    folder = "titles" if (law.path / "titles" / f"{code}.yaml").is_file() else "commendations"
    return f"{folder}/{code}.yaml"


def _data(law: Library, name: str) -> Any:
    return _read(law.path, name, law.version)


@lru_cache(maxsize=128)
def _read(root: Path, name: str, _version: str) -> Any:
    return yaml.load((root / name).read_text(encoding="utf-8"), Loader=FastLoader)  # noqa: S506 - a safe loader
