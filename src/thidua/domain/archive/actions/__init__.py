"""The acts of the archive: keeping, holding, disposing, handing over, comparing with the hashes."""

from thidua.domain.archive.actions.checking import ask_fixity, check_some, start_fixity
from thidua.domain.archive.actions.disposing import Grounds, dispose
from thidua.domain.archive.actions.holding import lift_hold, place_hold
from thidua.domain.archive.actions.keeping import keep_original, open_dossier
from thidua.domain.archive.actions.packing import ask_package, make_package

__all__ = [
    "Grounds",
    "ask_fixity",
    "ask_package",
    "check_some",
    "dispose",
    "keep_original",
    "lift_hold",
    "make_package",
    "open_dossier",
    "place_hold",
    "start_fixity",
]
