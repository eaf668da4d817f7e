"""Figures from the register: pivots, statutory tables, indicators, and the views of them that people keep.

Reads everything below it; changes nothing but its own cube and those views.
"""
