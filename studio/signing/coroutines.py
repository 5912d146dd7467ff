"""Running pyHanko's coroutines without an event loop: here they wait for nothing, since nothing is fetched."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any

from studio.signing.reader import Unreadable


def finished(work: Coroutine[Any, Any, Any]) -> Any:
    """The result of a coroutine that never waits. Raises Unreadable for one that does."""
    try:
        work.send(None)
    except StopIteration as done:
        return done.value
    work.close()
    raise Unreadable("its certificates ask for the network", "Ask its sender which certificates were used.")
