"""What is wrong with a law file, said with file, line and reason."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LawProblem:
    """One fault in the legal data; ``line`` is 1-based, 0 when it concerns the whole file."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


class LawError(Exception):
    """The legal data cannot be used, or was asked something it does not cover."""

    def __init__(self, *problems: LawProblem) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems

    @classmethod
    def about(cls, reason: str) -> LawError:
        """This will word a question the law does not answer (no file is at fault)."""
        return cls(LawProblem("law", 0, reason))
