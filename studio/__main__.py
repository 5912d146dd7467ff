"""`agreement-studio`: the command line, or the desk when no command is given."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path, PurePath


def main(argv: list[str] | None = None) -> int:
    """Run one command; gives its exit code. The desk is imported only when it is wanted, and the commands likewise."""
    arguments = sys.argv[1:] if argv is None else argv
    if not arguments or _is_file_name(arguments[0]):
        return _desk(arguments)
    from studio.cli.main import COMMANDS, run

    if arguments[0] in COMMANDS or arguments[0].startswith("-"):
        # a command is short: going through all it has made, again and again, costs an eighth of its time
        gc.set_threshold(100_000, 20, 100)
        return run(arguments)
    if not Path(arguments[0]).exists():
        print(  # noqa: T201 - the command line is not loaded any further
            f"There is no command and no file “{arguments[0]}”. See: agreement-studio --help", file=sys.stderr
        )
        return 2
    return _desk(arguments)


def _is_file_name(word: str) -> bool:
    """Whether a word has a file's ending. No command has one, so the desk need not wait for the commands' imports."""
    return not word.startswith("-") and bool(PurePath(word).suffix)


def _has_display() -> bool:
    """Whether there is a screen to draw on. Only X11 and Wayland name theirs; asked here, for Qt would abort."""
    named = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return not sys.platform.startswith("linux") or any(os.environ.get(each) for each in named)


def _desk(arguments: list[str]) -> int:
    if not _has_display():
        print(  # noqa: T201 - there is no window to say it in
            "The desk cannot start: there is no display. The commands work without (agreement-studio --help).",
            file=sys.stderr,
        )
        return 2
    try:
        from studio.desk.app import run
    except ImportError as error:
        print(  # noqa: T201 - there is no window to say it in
            f"The desk cannot start: {error}. Install PySide6-Essentials and the Qt libraries named in the README; "
            "the commands work without (agreement-studio --help).",
            file=sys.stderr,
        )
        return 2
    return run(arguments)


if __name__ == "__main__":
    sys.exit(main())
