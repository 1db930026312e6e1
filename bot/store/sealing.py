"""Secrets at rest: AES-GCM under a key derived from ours, bound to the workspace they are for.

Sealed text is `v1.KEY.NONCE+BOX`: which of our keys it is under, and what that key opens.
"""

import base64
import os
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.errors import RolecallError

SHORTEST = 32
"""Characters that a key has at least; `openssl rand -hex 32` gives twice as many."""

_VERSION = "v1"
_NONCE = 12


def check_keys(keys: Sequence[str]) -> None:
    """Raises RolecallError where there is no key, or one is too short to be a secret."""
    if not keys or any(len(key) < SHORTEST for key in keys):
        raise RolecallError(
            f"ROLECALL_SECRET_KEY must hold keys of at least {SHORTEST} characters, the newest "
            "first, with commas between them; make one with `openssl rand -hex 32`."
        )


class Unopened(RolecallError):
    """What was sealed can't be opened with any of our keys."""


@dataclass(frozen=True)
class _Key:
    name: str
    box: AESGCM


class Seals:
    """Seals with the first of these keys, and opens what any of them has sealed.

    Raises RolecallError where there is none, or one is too short to be a secret.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        check_keys(keys)
        self._keys = {key.name: key for key in map(_made, keys)}
        self._newest = next(iter(self._keys.values()))

    def seal(self, secret: str, workspace_id: str) -> str:
        """The secret as it may be stored; it opens for this workspace alone."""
        nonce = os.urandom(_NONCE)
        boxed = self._newest.box.encrypt(nonce, secret.encode(), workspace_id.encode())
        return f"{_VERSION}.{self._newest.name}.{_written(nonce + boxed)}"

    def open(self, sealed: str, workspace_id: str) -> str:
        """The secret. Raises Unopened for another key, another workspace, or changed text."""
        version, name, text = (*sealed.split("."), "", "")[:3]
        key = self._keys.get(name) if version == _VERSION else None
        if key is None:
            raise Unopened(
                f"The token of {workspace_id} was sealed under a key that ROLECALL_SECRET_KEY "
                "doesn't list: add the old key after the new one, with a comma between them."
            )
        try:
            boxed = _unwritten(text)
            return key.box.decrypt(boxed[:_NONCE], boxed[_NONCE:], workspace_id.encode()).decode()
        except (InvalidTag, ValueError) as error:
            raise Unopened(
                f"The stored token of {workspace_id} is damaged: install the app there again."
            ) from error

    def is_old(self, sealed: str) -> bool:
        """Whether it was sealed under another key than the newest."""
        return not sealed.startswith(f"{_VERSION}.{self._newest.name}.")


def _written(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode()


def _unwritten(text: str) -> bytes:
    """The bytes; ValueError for any other spelling of them than ours: nothing has two."""
    raw = base64.urlsafe_b64decode(text)
    if _written(raw) != text:
        raise ValueError("not as it was written")
    return raw


def _made(key: str) -> _Key:
    name = _derived(key, b"rolecall key name", 6).hex()
    return _Key(name, AESGCM(_derived(key, b"rolecall token", 32)))


def _derived(key: str, purpose: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=purpose).derive(key.encode())
