"""Names in certificates that mix directions or use newer letters, and names that are written alike.

The library under pyHanko prepares names for comparing by RFC 4518 and refuses two kinds of honest ones: a name with
right-to-left and Latin letters (section 2.5 of that RFC says that directions are ignored) and letters that came after
Unicode 3.2, such as the Bengali khanda ta. A signature by such a person would look like a broken file. Those names are
compared by their folded letters instead. Who a signatory is rests on the SHA-256 of the certificate, never on this.
Names whose DER is the same are equal without being prepared: the library compares each name some ten times.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from asn1crypto import x509

_strict: Callable[[Any, str], str] = x509.NameTypeAndValue._ldap_string_prep
_equal: Callable[[Any, Any], bool] = x509.Name.__eq__


def prepared(_attribute: Any, name: str) -> str:
    """The name as it is compared: by the library, or folded where the library refuses it."""
    return _known(name)


@lru_cache(maxsize=4096)  # each name is compared some twenty times in one file
def _known(name: str) -> str:
    try:
        return _strict(None, name)  # it looks at the name alone
    except ValueError:
        folded = unicodedata.normalize("NFKC", name.casefold())
        return f" {re.sub(' +', '  ', folded).strip()} "


def equal(own: Any, other: Any) -> bool:
    """Whether two names are equal by RFC 5280, 7.1."""
    return (isinstance(other, x509.Name) and own.chosen.dump() == other.chosen.dump()) or _equal(own, other)


def accept() -> None:
    """From now on every name in a certificate can be compared."""
    x509.NameTypeAndValue._ldap_string_prep = prepared
    x509.Name.__eq__ = equal
