"""Arguments, dispatch, exit codes. 0 yes, 1 the answer is no, 2 wrong use, 70 a fault of ours, 130 stopped."""

from __future__ import annotations

import argparse
import json
import sys
import traceback
from collections.abc import Sequence
from functools import lru_cache

from studio import __version__
from studio.cli import assembly, augment, history, identities, library, returning, signing, story, work
from studio.errors import StudioError, WrongUse

GROUPS = (assembly, returning, identities, signing, augment, library, history, story, work)
COMMANDS = frozenset(name for group in GROUPS for name in group.COMMANDS)


class _Parser(argparse.ArgumentParser):
    """Ends with code 2 and one sentence for wrong use."""

    def error(self, message: str) -> None:  # type: ignore[override]
        raise WrongUse(f"{message[:1].upper()}{message[1:]}.", f"See: {self.prog} --help")


@lru_cache(maxsize=1)
def parser() -> argparse.ArgumentParser:
    """All commands with their options; each has an example in its help."""
    top = _Parser(
        prog="agreement-studio",
        description="Assemble, circulate, merge and sign information sharing agreements. Without a command: the desk.",
        epilog="Example: agreement-studio demo demo",
    )
    top.add_argument("--version", action="version", version=__version__)
    commands = top.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser)
    for group in GROUPS:
        group.add(commands)
    return top


def run(arguments: Sequence[str]) -> int:
    """Run one command line. Errors are one plain sentence on standard error."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    options = argparse.Namespace(json=False, command="")
    try:
        parser().parse_args(list(arguments), options)
        if not options.command:
            parser().print_help()
            return 0
        return int(options.run(options))
    except WrongUse as error:
        print(error, file=sys.stderr)
        return 2
    except StudioError as error:
        if options.json:
            print(
                json.dumps({"schema": f"agreement-studio/{options.command}/1", "error": str(error)}, ensure_ascii=False)
            )
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped. Nothing half-done was kept.", file=sys.stderr)
        return 130
    except Exception:  # noqa: BLE001 - the one place where a fault of ours ends
        traceback.print_exc()
        print("This is a fault in Agreement Studio. Nothing was changed. Report the lines above.", file=sys.stderr)
        return 70
