"""Values in a text that nobody but us can have written: what links and cookies hold."""

from collections.abc import Sequence
from hashlib import sha256

from itsdangerous import BadData, URLSafeSerializer
from itsdangerous.encoding import base64_decode, base64_encode


class Signed:
    """Writes values under the first of these keys, and reads what any of them has signed.

    What is signed for one `purpose` counts for no other.
    """

    def __init__(self, keys: Sequence[str], purpose: str) -> None:
        # The library signs with the last key.
        self._signer = URLSafeSerializer(
            list(reversed(keys)), salt=purpose, signer_kwargs={"digest_method": sha256}
        )

    def write(self, *values: str | int) -> str:
        """The values, signed; the text fits into an address and into a cookie."""
        return str(self._signer.dumps(values))

    def read(self, text: str) -> tuple[str, ...]:
        """The values. Raises ValueError for anything but what was written, to the letter."""
        try:
            values = self._signer.loads(text)
            _, _, signature = text.rpartition(".")
            # The library reads over letters that base64 doesn't have, and over spare bits.
            spelt = base64_encode(base64_decode(signature)).decode()
        except BadData as error:
            raise ValueError(str(error)) from None
        if spelt != signature or not isinstance(values, list):
            raise ValueError("not as it was written")
        return tuple(map(str, values))
