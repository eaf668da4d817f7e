"""The union tree on any day: who a unit is, where it stood when, and what became of it.

Owns identity, placements, successions and yearly clusters. Never rewrites the past: a change opens a new period.
"""
