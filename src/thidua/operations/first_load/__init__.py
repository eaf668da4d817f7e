"""The first load: an empty register filled with everything conferred before, millions of lines, in one go.

Lines are hashed, numbered and copied by years, several processes at once, without keys and indexes; those are built
over what lies there, and everything the search reads with them. What fails leaves the register empty, as it was.
See docs/how-to/import.md.
"""

from thidua.operations.first_load.loading import Loaded, first_load
from thidua.operations.first_load.source import CannotLoad

__all__ = ["CannotLoad", "Loaded", "first_load"]
