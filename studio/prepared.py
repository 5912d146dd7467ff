"""What was worked out beforehand from the shipped texts: YAML read, clauses compiled.

Reading and compiling six hundred clauses takes longer than rendering them. `make` does it once (`packaging/prepare.py`)
and keeps the result where Python keeps its own compiled modules; nothing that a user wrote is ever kept here. The file is
as trustworthy as the modules beside it, and like them it is passed over when it is missing, cannot be read, or belongs to
other code. Everything is found by the SHA-256 of its text: a text that has changed is worked out anew.
"""

from __future__ import annotations

import marshal
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

_HERE = Path(__file__).resolve().parent
FILE = _HERE / "__pycache__" / f"shipped.{sys.implementation.cache_tag}.bin"
_MAKERS = (
    "facts/tree.py", "library/read.py", "library/limits.py", "library/spending.py", "drafting/engine.py",
    "drafting/view.py", "preflight/language.py",
)  # fmt: skip


@dataclass(slots=True)
class Prepared:
    """Results by key. `new` takes what is worked out while somebody collects it, and is None otherwise."""

    known: Mapping[str, Any]
    new: dict[str, Any] | None = None

    def add(self, name: str, made: Any) -> None:
        """Note a new result, if somebody collects them."""
        if self.new is not None:
            self.new[name] = made

    def collect(self) -> dict[str, Any]:
        """From now on work everything out anew and note it."""
        self.known, self.new = {}, {}
        return self.new


def key(kind: str, text: str) -> str:
    """Under which the result of a text is kept; `kind` says what was done with it."""
    return sha256(f"{kind}\0{text}".encode("utf-8", "surrogatepass")).hexdigest()


@lru_cache(maxsize=1)
def prepared() -> Prepared:
    """What is kept; empty where nothing is kept for this code."""
    try:
        made_by, known = marshal.loads(FILE.read_bytes())  # noqa: S302 - as Python loads the modules beside it
        return Prepared(known if made_by == _made_by() else {})
    except (OSError, ValueError, EOFError, TypeError):
        return Prepared({})


def keep(made: Mapping[str, Any]) -> None:
    """Keep results for the next runs. Raises OSError where the folder cannot be written."""
    FILE.parent.mkdir(exist_ok=True)
    beside = FILE.with_suffix(f".{os.getpid()}")
    beside.write_bytes(marshal.dumps((_made_by(), dict(made))))
    beside.replace(FILE)


def _made_by() -> str:
    """Another one for every change of what reads and compiles."""
    makers = b"".join((_HERE / name).read_bytes() for name in _MAKERS)
    return f"{version('jinja2')} {version('ruamel.yaml')} {sha256(makers).hexdigest()}"
