"""`agreement-studio`: the command line, or the desk when no command is given."""

from __future__ import annotations

import sys


def main(argv: list[str] | None = None) -> int:
    """Run one command; gives its exit code. The desk is imported only when it is wanted."""
    arguments = sys.argv[1:] if argv is None else argv
    from studio.cli.main import COMMANDS, run

    if arguments and (arguments[0] in COMMANDS or arguments[0].startswith("-")):
        return run(arguments)
    return _desk(arguments)


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
