"""How passwords are kept: argon2id with the cost that OWASP recommends for small machines."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class ModestArgon2PasswordHasher(Argon2PasswordHasher):
    """19 MiB and two passes (OWASP Password Storage Cheat Sheet): Django's default takes 100 MiB for each sign-in."""

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1
