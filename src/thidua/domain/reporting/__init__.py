"""Figures from the register: pivots, statutory tables. Reads everything below it, changes nothing."""
