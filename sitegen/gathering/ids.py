"""Short ids of drafts: the same on every computer, for they are made of the address."""

from __future__ import annotations

from base64 import b32encode
from hashlib import blake2b

from ..formats.addresses import address_key

_LENGTH = 6


def draft_id(address: str, path: str) -> str:
    """Return the id of a draft: six letters and digits, of its address or else of its path."""
    key = address_key(address) or path
    digest = blake2b(key.encode("utf-8", "surrogatepass"), digest_size=5).digest()
    return b32encode(digest).decode().lower()[:_LENGTH]
