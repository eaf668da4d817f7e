"""The honours of the invented country as the Parquet files that a first load reads, one a year."""

from __future__ import annotations

from pathlib import Path

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

LOT = 200_000
_TEXT = pl.String


def write_year(world: World, year: int, folder: Path) -> int:
    """The lines of one year into a file; return how many they are, later lines included."""
    honors = honors_of(world, year)
    frames = [_lot(world, honors, part) for part in parts(world.years[year], LOT)]
    whole = pl.concat([*(grants for grants, _later in frames), *(later for _grants, later in frames)])
    whole.write_parquet(folder / f"{year}.parquet", compression="zstd", compression_level=1)
    return whole.height


def _lot(world: World, honors: Honors, part: slice) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Some grants, and what annuls or corrects a few of them."""
    facts = facts_of(world, honors, part)
    chance = np.random.default_rng(SEED * 17 + honors.year * 1_000 + part.start)
    turned = chance.random(facts.height)
    annulled, corrected = turned < ANNULLED, (turned >= ANNULLED) & (turned < ANNULLED + CORRECTED)
    return facts, _later(facts, annulled, corrected)


def facts_of(world: World, honors: Honors, part: slice) -> pl.DataFrame:
    """Some grants of a year as they were conferred, by the columns that a first load reads."""
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
    days = pl.Series(honors.days[part]).cast(pl.Int64)
    return pl.DataFrame(
        {
            "kind": pl.repeat("grant", count, eager=True),
            "register_no": prefix + f"-{year % 100:02}-" + running,
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
            "achievement": of(pl.Series(DEEDS), np.arange(part.start, part.stop) % len(DEEDS)),
            "is_ethnic_minority": pl.Series(is_person & (person % 9 == 0)),
        }
    )  # fmt: skip


def _later(facts: pl.DataFrame, annulled: np.ndarray, corrected: np.ndarray) -> pl.DataFrame:
    """The lines that annul or correct some of the grants."""
    kinds = pl.Series(np.where(annulled, "annulment", "correction"))
    changed = facts.with_columns(
        kinds.alias("kind"),
        pl.lit("Ghi nhầm").alias("reason"),
        (pl.col("achievement_year").cast(_TEXT) + "/QĐ-KT").alias("act_number"),
        facts["decided_on"].alias("act_on"),
        pl.when(kinds == "correction").then(pl.lit("Tổ trưởng")).otherwise(facts["post"]).alias("post"),
    )
    return changed.filter(pl.Series(annulled | corrected))
