"""What invented people do: jobs by trade, workplaces, achievement sentences, initiatives, remarks."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any, Literal

import yaml

PositionClass = Literal["direct", "indirect", "manager"]
SHARES: tuple[tuple[PositionClass, float], ...] = (("direct", 0.72), ("indirect", 0.17), ("manager", 0.11))
"""How people of a grassroots unit divide over the classes that form 0602 counts."""
SLOT = re.compile(r"\{(\d+)-(\d+)\}")


@dataclass(frozen=True, slots=True)
class Job:
    title: str
    position_class: PositionClass
    workplace: str


@dataclass(frozen=True, slots=True)
class Trade:
    """Everything the demonstration knows of one kind of enterprise, the common lists already added."""

    jobs: dict[PositionClass, tuple[str, ...]]
    workplaces: dict[PositionClass, tuple[str, ...]]
    achievements: dict[PositionClass, tuple[str, ...]]
    initiatives: tuple[str, ...]


def invent_job(rng: Random, trade: str) -> Job:
    """Draw a class by its share, then a title and a workplace that fit it."""
    point = rng.random()
    position_class: PositionClass = "manager"
    for name, share in SHARES:
        position_class = name
        point -= share
        if point < 0:
            break
    known = trades()[trade]
    title = rng.choice(known.jobs[position_class])
    workplace = _own_office(title) or rng.choice(known.workplaces[position_class])
    return Job(title, position_class, workplace)


def invent_achievement(rng: Random, trade: str, position_class: PositionClass) -> str:
    """A sentence with its own figures, as it would be printed: "Cải tiến van xả đáy lò quay, giảm 14 % …"."""
    return filled(rng, rng.choice(trades()[trade].achievements[position_class]))


def invent_union_achievement(rng: Random) -> str:
    """A sentence for union officers and collectives."""
    return filled(rng, rng.choice(_data()["common"]["union_achievements"]))


def invent_initiative(rng: Random, trade: str) -> str:
    return rng.choice(trades()[trade].initiatives)


def invent_evidence_name(rng: Random) -> str:
    return filled(rng, rng.choice(_data()["evidence"]))


def invent_comment(rng: Random) -> str:
    return filled(rng, rng.choice(_data()["comments"]))


def invent_return_reason(rng: Random) -> str:
    return filled(rng, rng.choice(_data()["return_reasons"]))


def filled(rng: Random, sentence: str) -> str:
    """Replace each "{8-18}" with a number of that range."""
    return SLOT.sub(lambda slot: str(rng.randint(int(slot[1]), int(slot[2]))), sentence)


@cache
def trades() -> dict[str, Trade]:
    """Trade name to its lists; the names are those `PlacementPlan.trade` uses."""
    common = _data()["common"]
    return {name: _trade(own, common) for name, own in _data()["trades"].items()}


@cache
def sentences() -> tuple[str, ...]:
    """Every achievement sentence of the library, slots unfilled."""
    common = _data()["common"]
    own = [line for trade in _data()["trades"].values() for line in trade["achievements"]]
    shared = [common[f"{key}_achievements"] for key in ("indirect", "manager", "union")]
    return tuple(own + [line for part in shared for line in part])


def _trade(own: dict[str, Any], common: dict[str, Any]) -> Trade:
    places, offices = tuple(own["workplaces"]), tuple(common["offices"])
    return Trade(
        jobs={
            "direct": tuple(own["direct"]),
            "indirect": (*own.get("indirect", ()), *common["indirect"]),
            "manager": (*own["manager"], *common["manager"]),
        },
        workplaces={"direct": places, "indirect": offices, "manager": places},
        achievements={
            "direct": tuple(own["achievements"]),
            "indirect": tuple(common["indirect_achievements"]),
            "manager": (*common["manager_achievements"], *own["achievements"][:2]),
        },
        initiatives=(*own["initiatives"], *common["initiatives"]),
    )


@cache
def _own_office(title: str) -> str:
    """Heads of offices sit in their own office; everyone else is placed by the trade."""
    if title not in _data()["common"]["manager"]:
        return ""
    _, found, office = title.partition("phòng ")
    return f"P. {office}" if found else "Ban Giám đốc"


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load((files(__package__) / "data/careers.yaml").read_text("utf-8"))
    return data
