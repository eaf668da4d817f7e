"""The kinds of condition a legal text can ask for. Each is a factory: parameters in, a compiled check out."""

from thidua.domain.catalogue.checks import (
    awards,
    collectives,
    compound,
    initiatives,
    ratings,
    receipt,
    records,
    service,
)
from thidua.domain.catalogue.checks.base import CHECKS, Case, Check, Compiler

__all__ = [
    "CHECKS",
    "Case",
    "Check",
    "Compiler",
    "awards",
    "collectives",
    "compound",
    "initiatives",
    "ratings",
    "receipt",
    "records",
    "service",
]
