"""Measurements of what the program promises: ``make bench``, or ``python -m benchmarks sheets pages``."""
