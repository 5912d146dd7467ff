"""Opening the workspace that a command works on."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from studio.cli.common import now, passphrase
from studio.errors import StudioError

if TYPE_CHECKING:
    from studio.steps.workspace import Workspace


@contextmanager
def opened(options: argparse.Namespace, *, new: bool = False, reading: bool = False) -> Iterator[Workspace]:
    """The workspace of `--workspace`, closed at the end. Raises StudioError if another program has it and writing is needed."""
    from studio.steps.workspace import create_workspace, open_workspace

    words = passphrase(options.passphrase_file, options.workspace.name)
    if new:
        ws = create_workspace(options.workspace, words, lambda: now(options))
    else:
        ws = open_workspace(options.workspace, words, lambda: now(options), read_only=reading)
    try:
        if ws.read_only and not reading:
            raise StudioError(ws.who_has_it or "This workspace is open read-only.", "Close it there, then try again.")
        yield ws
    finally:
        ws.close()
