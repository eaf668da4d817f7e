"""Counts of honors kept ready: what is counted, how it is kept equal to the register, how it is read.

``rollups`` says what is kept, ``keeping`` merges, rebuilds and compares, ``blocks`` turns subtrees into pieces,
``reading`` answers. Nothing outside this package writes the tables of the cube.
"""

from thidua.domain.reporting.cube.reading import Counts, Slice, count

__all__ = ["Counts", "Slice", "count"]
