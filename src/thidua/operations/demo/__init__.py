"""The demonstration: a real map filled with invented people, planned as plain values.

Everything here is a pure function of a seed. Nothing imports a model; the loader turns the plans into rows.
Units, provinces and instruments are real where well known; persons, decisions and figures never are.
"""
