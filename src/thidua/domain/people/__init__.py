"""Persons, collectives and households that can be honoured, and what is known of their service.

Owns identity (checked, encrypted, searchable by keyed hash), service, ratings, initiatives, discipline, and the
joining of two records of one person. Knows nothing of awards.
"""
