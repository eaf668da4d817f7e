"""The law as dated, cited data, and the evaluator that explains who is eligible for what.

This capability owns the reading of ``law/``, the few kinds of check a legal text can ask for, and the
findings they give. It never decides an award, never reads the register by itself (facts are handed in) and
holds no legal number: those stand in ``law/`` with their article. Start at ``library.library()`` and
``evaluation.evaluate()``.
"""
