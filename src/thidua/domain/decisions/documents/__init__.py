"""The papers of a decision as bytes: certificates, the decision itself, the submission that asks for it.

Frozen dataclasses in, PDF or DOCX out; no table, no clock, no request. Official papers are always in
Vietnamese, so their wording is not translated.
"""
