"""The rows of the ledger as PostgreSQL reads them by COPY, with the same hashes that the program writes."""

from __future__ import annotations

import base64
import hashlib
import hmac
import random
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from benchmarks.register_data import (
    ANNULLED,
    CLASSES,
    CORRECTED,
    DEEDS,
    JOBS,
    LEADERS,
    NEW_YEAR,
    SEED,
    SEXES,
    TYPES,
    Honors,
    World,
    honors_of,
    parts,
    signs_of,
)

PROFILE_COLUMNS = (
    "award_code", "award_level", "commendation_type", "holder_kind", "position_class", "person_class", "sex",
    "is_enterprise",
)  # fmt: skip
ENTERED = "2026-11-01T03:00:00.000000+00:00"
YEAR_IDS = 4_000_000  # ids of entries, and of decisions, that a year may use
LOT = 200_000
_TEXT = pl.String


@dataclass
class Lot:
    """Some lines of one year, ready to be copied: a frame for each table."""

    year: int
    entries: pl.DataFrame
    salts: pl.DataFrame
    keys: pl.DataFrame
    standing: pl.DataFrame


def profile_parts(world: World) -> list[tuple[object, ...]]:
    """Every profile there can be, in the order of its id (from 1): the columns of ``register_profile``."""
    rows: list[tuple[object, ...]] = []
    for award in world.awards:
        for kind in TYPES:
            rows.extend(
                (award, world.levels[award], kind, "person", klass, LEADERS[klass], sex, False)
                for sex in SEXES
                for klass in CLASSES
            )
            rows.extend(
                (award, world.levels[award], kind, "collective", "", "", "", own) for own in (False, True)
            )
    return rows


_OF_KIND = 2 * 3 + 2


def profile_ids(world: World, honors: Honors) -> np.ndarray:
    """The id of each grant's profile."""
    person = np.clip(honors.holder - 1, 0, world.persons - 1)
    within = np.where(
        honors.is_person, world.person_sex[person] * 3 + world.person_class[person], 6 + honors.unit % 2
    )
    return (honors.award.astype(np.int64) * len(TYPES) + honors.kind) * _OF_KIND + within + 1


def lots_of(world: World, year: int, xid: int) -> Iterator[Lot]:
    """The lines of one year, some at a time; ids and decisions are numbered within the year's own range."""
    honors = honors_of(world, year)
    profiles = profile_ids(world, honors)
    base = (year - min(world.years)) * YEAR_IDS
    for part in parts(world.years[year], LOT):
        yield _lot(world, honors, profiles, part, base, xid)


def decisions_of(world: World, year: int) -> list[tuple[object, ...]]:
    """The rows of the dictionary of decisions for one year."""
    honors = honors_of(world, year)
    base = (year - min(world.years)) * YEAR_IDS // 4
    _known, first = np.unique(honors.decision, return_index=True)
    rows = []
    for n, at in enumerate(first):
        issuer, number = int(honors.issuer[at]), int(honors.number[at])
        signs = signs_of(world, issuer)
        folded = signs.lower().replace("đ", "d").replace("-", " ")
        rows.append((base + n + 1, f"{number}/{signs}", year, issuer + 1, str(number), folded))
    return rows


def _lot(  # noqa: PLR0917  # the parts of one lot
    world: World, honors: Honors, profiles: np.ndarray, part: slice, base: int, xid: int
) -> Lot:
    count = part.stop - part.start
    draw = random.Random(SEED * 31 + base + part.start)
    ids = np.arange(base + 1 + part.start, base + 1 + part.stop)
    facts = _facts(world, honors, part, ids, draw)
    chance = np.random.default_rng(SEED * 17 + base + part.start)
    turned = chance.random(count)
    later_ids = np.arange(count) + base + YEAR_IDS // 2 + 1 + part.start
    annulled, corrected = turned < ANNULLED, (turned >= ANNULLED) & (turned < ANNULLED + CORRECTED)
    later = _later(facts, annulled, corrected, later_ids)
    lines = pl.concat([facts, later])
    salts = [draw.randbytes(16) for _n in range(lines.height)]
    entries = _hashed(lines, salts, xid)
    return Lot(
        honors.year,
        entries,
        pl.DataFrame({"holder_id": lines["holder_id"], "entry_id": lines["id"], "secret": _hex(salts)}),
        facts.select("register_no", "token", "holder_id", "year", pl.col("id").alias("entry_id")),
        pl.DataFrame(
            {
                "root_id": ids,
                "holder_id": honors.holder[part],
                "entry_id": np.where(corrected, later_ids, ids),
                "unit_position": world.positions[honors.unit[part]],
                "name_id": world.folded_of[honors.name[part]].astype(np.int64) + 1,
                "decision_id": honors.decision[part] + base // 4 + 1,
                "profile_id": profiles[part],
                "year": facts["year"],
                "is_annulled": annulled,
                "province_code": facts["province_code"],
            }
        ),
    )


def _facts(world: World, honors: Honors, part: slice, ids: np.ndarray, draw: random.Random) -> pl.DataFrame:
    count, year = part.stop - part.start, honors.year
    is_person, unit, issuer = honors.is_person[part], honors.unit[part], honors.issuer[part]
    person = np.clip(honors.holder[part] - 1, 0, world.persons - 1)
    names = pl.Series(world.names + world.unit_names)
    unit_names, awards = pl.Series(world.unit_names), pl.Series(world.awards)
    signs = pl.Series([signs_of(world, n) for n in range(len(world.unit_names))])
    levels = pl.Series([world.levels[code] for code in world.awards])
    numbers = pl.Series(honors.number[part])
    people = pl.Series(is_person)

    def of(series: pl.Series, at: np.ndarray) -> pl.Series:
        return series.gather(pl.Series(at.astype(np.int64)))

    def for_people(series: pl.Series) -> pl.Series:
        return pl.select(pl.when(people).then(series).otherwise(pl.lit(""))).to_series()

    klass = world.person_class[person]
    prefix = of(pl.Series([f"B{chr(65 + n % 26)}" for n in range(len(world.unit_names))]), issuer)
    running = pl.Series(np.arange(part.start + 1, part.stop + 1)).cast(_TEXT).str.zfill(7)
    tokens = [base64.urlsafe_b64encode(draw.randbytes(16))[:22].decode() for _n in range(count)]
    days = pl.Series(honors.days[part]).cast(pl.Int64)
    return pl.DataFrame(
        {
            "id": ids,
            "kind": pl.repeat("grant", count, eager=True),
            "refers_to_id": pl.repeat(None, count, dtype=pl.Int64, eager=True),
            "register_no": prefix + f"-{year % 100:02}-" + running,
            "token": tokens,
            "year": pl.repeat(year, count, dtype=pl.Int64, eager=True),
            "holder_id": honors.holder[part],
            "holder_kind": pl.select(pl.when(people).then(pl.lit("person")).otherwise(pl.lit("collective"))).to_series(),
            "sex": for_people(of(pl.Series(SEXES), world.person_sex[person])),
            "position_class": for_people(of(pl.Series(CLASSES), klass)),
            "person_class": for_people(of(pl.Series([LEADERS[one] for one in CLASSES]), klass)),
            "is_enterprise": pl.Series(~is_person & (unit % 2 == 1)),
            "organization_id": unit.astype(np.int64) + 1,
            "unit_position": world.positions[unit],
            "unit_name": of(unit_names, unit),
            "province_code": of(pl.Series(world.provinces), unit),
            "award_code": of(awards, honors.award[part]),
            "award_level": of(levels, honors.award[part]),
            "commendation_type": of(pl.Series(TYPES), honors.kind[part]),
            "achievement_year": pl.repeat(year, count, dtype=pl.Int64, eager=True),
            "issuer_id": issuer.astype(np.int64) + 1,
            "issuer_name": of(unit_names, issuer),
            "decision_number": numbers.cast(_TEXT) + "/" + of(signs, issuer),
            "decided_on": pl.select(pl.lit(NEW_YEAR[year]) + pl.duration(days=days)).to_series(),
            "decision_line": pl.Series(np.arange(count) % 60 + 1),
            "signer": pl.repeat("", count, eager=True),
            "signer_post": pl.repeat("", count, eager=True),
            "bonus_vnd": pl.repeat(None, count, dtype=pl.Int64, eager=True),
            "source": pl.repeat("import", count, eager=True),
            "reason": pl.repeat("", count, eager=True),
            "act_number": pl.repeat("", count, eager=True),
            "act_on": pl.repeat(None, count, dtype=pl.Date, eager=True),
            "confidence": pl.repeat("listed", count, eager=True),
            "scan_sha256": pl.repeat("", count, eager=True),
            "holder_name": of(names, honors.name[part]),
            "birth_year": pl.select(
                pl.when(people).then(pl.Series(world.person_birth[person]).cast(pl.Int64)).otherwise(None)
            ).to_series(),
            "post": for_people(of(pl.Series(JOBS), person % len(JOBS))),
            "achievement": of(pl.Series(DEEDS), ids % len(DEEDS)),
            "is_ethnic_minority": pl.Series(is_person & (person % 9 == 0)),
        }
    )  # fmt: skip


def _later(
    facts: pl.DataFrame, annulled: np.ndarray, corrected: np.ndarray, later_ids: np.ndarray
) -> pl.DataFrame:
    """The lines that annul or correct some of the grants."""
    kinds = pl.Series(np.where(annulled, "annulment", "correction"))
    act = facts["year"].cast(_TEXT) + "/QĐ-KT"
    changed = facts.with_columns(
        pl.Series("id", later_ids),
        kinds.alias("kind"),
        facts["id"].alias("refers_to_id"),
        pl.lit("Ghi nhầm").alias("reason"),
        act.alias("act_number"),
        facts["decided_on"].alias("act_on"),
        pl.when(kinds == "correction").then(pl.lit("Tổ trưởng")).otherwise(facts["post"]).alias("post"),
    )
    return changed.filter(pl.Series(annulled | corrected))


def _hashed(lines: pl.DataFrame, salts: list[bytes], xid: int) -> pl.DataFrame:
    from thidua.domain.register.content import LATER, PERSONAL, PUBLIC

    lines = lines.with_columns(pl.lit(ENTERED).alias("entered_at"))
    public, personal = _json(lines, (*PUBLIC, *LATER)), _json(lines, PERSONAL)
    commitments, hashes = [], []
    for said, own, salt in zip(public, personal, salts, strict=True):
        committed = hmac.digest(salt, own.encode(), "sha256")
        commitments.append(committed)
        hashes.append("\\x" + hashlib.sha256(said.encode() + committed).hexdigest())
    return lines.with_columns(
        pl.lit(2).alias("layout"),
        pl.Series("commitment", _hex(commitments)),
        pl.lit(xid).alias("xid"),
        pl.Series("hash", hashes),
    )


def _json(lines: pl.DataFrame, names: tuple[str, ...]) -> list[str]:
    """What ``register.content`` hashes: the fields as one JSON list. No invented text needs an escape."""
    parts_: list[pl.Expr] = []
    for name in names:
        dtype = lines.schema[name]
        if dtype in {pl.String, pl.Date}:
            text = pl.lit('"') + pl.col(name).cast(_TEXT) + pl.lit('"')
        else:
            text = pl.col(name).cast(_TEXT)
        parts_.append(text.fill_null("null"))
    return (
        lines.select(pl.lit("[") + pl.concat_str(parts_, separator=",") + pl.lit("]")).to_series().to_list()
    )


def _hex(values: list[bytes]) -> list[str]:
    return ["\\x" + value.hex() for value in values]
