"""The certificates in a signature container, found out once.

For each question about them pyHanko 0.38 takes them out again and checks again which one is the signer's. A container
that was read is never altered, so the answer stays the same.
"""

from __future__ import annotations

from typing import Any
from weakref import WeakKeyDictionary

from pyhanko.sign.validation import generic_cms

_extract = generic_cms.extract_certs_for_validation
_known: WeakKeyDictionary[Any, Any] = WeakKeyDictionary()


def certificates_of(signed_data: Any) -> Any:
    """pyHanko's answer for this container; what it raises is raised each time."""
    if signed_data not in _known:
        _known[signed_data] = _extract(signed_data)
    return _known[signed_data]


def install() -> None:
    """Puts it in place of pyHanko's function; doing so twice changes nothing."""
    generic_cms.extract_certs_for_validation = certificates_of
