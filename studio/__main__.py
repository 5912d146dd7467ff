"""`agreement-studio`: the command line, or the desk when no command is given."""

from __future__ import annotations

import sys
from pathlib import PurePath


def main(argv: list[str] | None = None) -> int:
    """Run one command; gives its exit code. The desk is imported only when it is wanted, and the commands likewise."""
    arguments = sys.argv[1:] if argv is None else argv
    if not arguments or _is_file_name(arguments[0]):
        return _desk(arguments)
    from studio.cli.main import COMMANDS, run

    if arguments[0] in COMMANDS or arguments[0].startswith("-"):
        return run(arguments)
    return _desk(arguments)


def _is_file_name(word: str) -> bool:
    """Whether a word has a file's ending. No command has one, so the desk need not wait for the commands' imports."""
    return not word.startswith("-") and bool(PurePath(word).suffix)


def _desk(arguments: list[str]) -> int:
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
