"""Words one slip of the finger away: optimal string alignment distance of one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator


def within_one_edit(first: str, second: str) -> bool:
    """Say whether one insertion, deletion, substitution or swap of neighbors, or none, turns one into the
    other.
    """
    if abs(len(first) - len(second)) > 1:
        return False
    if first == second:
        return True
    short, long = sorted((first, second), key=len)
    at = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    is_swap = short[at : at + 2] == long[at : at + 2][::-1] and short[at + 2 :] == long[at + 2 :]
    return is_swap or short[at + 1 :] == long[at + 1 :]


class NearWords:
    """A vocabulary that answers which of its words lie within one edit of a given word.

    Two words within one edit share a form with one letter left out, so a look-up costs a few dictionary reads
    instead of a walk over the vocabulary. Memory: about word length + 1 entries a word.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._by_form: dict[str, list[str]] = defaultdict(list)
        self._words: set[str] = set()
        for word in words:
            self.add(word)

    def __contains__(self, word: object) -> bool:
        return word in self._words

    def __len__(self) -> int:
        return len(self._words)

    def add(self, word: str) -> None:
        """Add one word; adding it again changes nothing."""
        if word in self._words:
            return
        self._words.add(word)
        for form in set(_forms(word)):
            self._by_form[form].append(word)

    def near(self, word: str) -> list[str]:
        """Return the words within one edit, the word itself first if known, the others in alphabetical
        order.
        """
        candidates = {known for form in _forms(word) for known in self._by_form.get(form, ())}
        close = (known for known in candidates if within_one_edit(word, known))
        return sorted(close, key=lambda known: (known != word, known))


def _forms(word: str) -> Iterator[str]:
    yield word
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]
