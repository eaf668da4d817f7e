"""How sign-in is bound to this program: accounts are given, never taken; secrets are stored encrypted."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from thidua.domain.people.identity import open_text, seal_text


class ClosedSignup(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Nobody signs up by themselves: an officer of the unit grants an account."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class EncryptedSecrets(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """One-time-code secrets are encrypted like other sensitive fields."""

    def encrypt(self, text: str) -> str:
        return seal_text(text, context="mfa").hex()

    def decrypt(self, encrypted_text: str) -> str:
        return open_text(bytes.fromhex(encrypted_text), context="mfa")
