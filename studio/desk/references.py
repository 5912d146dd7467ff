"""A guard against a fault of PySide6 6.12 under Python 3.11.

Built for interpreters in which `None`, `True` and `False` are immortal (3.12 and newer, PEP 683), it gives back one
reference too many each time a Qt method returns nothing; after some ten thousand calls Python 3.11 stops with
"deallocating None". Giving the three singletons a reference count that cannot run out is what newer Pythons do.
"""

from __future__ import annotations

import ctypes
import sys

_MANY = 1 << (40 if sys.maxsize > 1 << 32 else 28)


def guard() -> None:
    """Make None, True and False outlive the program. Does nothing where they are immortal already."""
    if sys.version_info >= (3, 12) or sys.implementation.name != "cpython":
        return
    for single in (None, True, False):
        count = ctypes.c_ssize_t.from_address(id(single))
        if count.value < _MANY // 2:
            count.value += _MANY
