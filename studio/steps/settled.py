"""What is loaded stays loaded: the garbage collector need not go through it again and again."""

from __future__ import annotations

import gc


def settle() -> None:
    """Take everything that is there now, such as the compiled library, out of later collections.

    A full collection goes through every object of the program, which takes longer than the change of a fact it interrupts.
    Nothing is collected here: that could take windows apart in the wrong thread. It happens once, as what is garbage by
    then stays as well.
    """
    if not gc.get_freeze_count():
        gc.freeze()
