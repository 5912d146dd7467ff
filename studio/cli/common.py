"""What all commands share: options, passphrases, the clock, and printing an answer."""

from __future__ import annotations

import argparse
import contextlib
import getpass
import json
import os
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.errors import WrongUse
from studio.steps.files import read_text

if TYPE_CHECKING:
    from studio.documents.house import House

Run = Callable[[argparse.Namespace], int]


def command(
    commands: Any, name: str, help_text: str, example: str, run: Run, *, parent: str = "agreement-studio"
) -> argparse.ArgumentParser:
    """A command with the options that all have: --json and --date."""
    made: argparse.ArgumentParser = commands.add_parser(
        name,
        help=help_text,
        description=f"{help_text[:1].upper()}{help_text[1:]}.",
        epilog=f"Example: {parent} {example}",
    )
    made.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    made.add_argument(
        "--date", type=_day, metavar="D", help="the day to work as on, for example 2026-11-23 (default: today)"
    )
    made.set_defaults(run=run)
    return made


def _day(text: str) -> datetime:
    """A day, or a time in UTC, as a moment; a day means noon."""
    try:
        if "T" in text:
            moment = datetime.fromisoformat(text)
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        day = date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text}” is no date; write for example 2026-11-23") from error
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def moment_of(text: str) -> datetime:
    """As `--date`, for other options that name a moment."""
    return _day(text)


def day_of(text: str) -> date:
    return _day(text).date()


def count_of(text: str) -> int:
    """A whole number from 0."""
    return _number(text, 0)


def place_of(text: str) -> int:
    """A whole number from 1."""
    return _number(text, 1)


def _number(text: str, least: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 6 and int(text) >= least):
        raise argparse.ArgumentTypeError(f"“{text}” is no number; write {least}, {least + 1} and so on")
    return int(text)


def now(options: argparse.Namespace) -> datetime:
    """The moment to work at: --date, else the clock. UTC, whole seconds."""
    return (options.date or datetime.now(UTC)).replace(microsecond=0)


def itself() -> list[str]:
    """The words that start this program once more: in a bundle its executable, else Python with the package."""
    return [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "studio"]


def path_option(parser: argparse.ArgumentParser, *names: str, **more: Any) -> None:
    parser.add_argument(*names, type=Path, **more)


def passphrase(file: str | None, what: str) -> str:
    """A passphrase from a file (first line), standard input (`-`), or asked on a terminal. Raises WrongUse without any."""
    if file == "-":
        try:
            return sys.stdin.readline().rstrip("\r\n")
        except UnicodeDecodeError as error:
            raise WrongUse("The passphrase is not UTF-8 text.", "Write it in UTF-8.") from error
    if file:
        lines = read_text(Path(file)).splitlines()
        if not lines:
            raise WrongUse(f"{file} holds no passphrase.", "Write it on the first line.")
        return lines[0]
    if sys.stdin.isatty():
        return getpass.getpass(f"Passphrase of {what}: ")
    raise WrongUse(
        f"The passphrase of {what} is needed.", "Name a file with --passphrase-file, or - for standard input."
    )


def answer(options: argparse.Namespace, name: str, fields: Mapping[str, Any], text: str) -> None:
    """Print the answer: as JSON with the schema first, or as text. A reader that goes away early does not change it."""
    if options.json:
        whole = {"schema": f"agreement-studio/{name}/1", **fields}
        text = json.dumps(whole, ensure_ascii=False, indent=1, default=str)
    if not text:
        return
    try:
        print(text, flush=True)
    except BrokenPipeError:
        # `verify … | head -1` must still end with the verdict's own exit code, and without a complaint at exit
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def file_argument(parser: argparse.ArgumentParser, name: str, help_text: str) -> None:
    parser.add_argument(name, type=Path, metavar=name.upper(), help=help_text)


def force_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--force", action="store_true", help="overwrite files that are there already")


def style_option(parser: argparse.ArgumentParser) -> None:
    path_option(parser, "--style", metavar="FILE", help="house style of the lead organisation (YAML)")


def style_of(options: argparse.Namespace) -> House | None:
    """The house style that --style names. Raises StudioError with every problem in the file."""
    from studio.steps.house import read_house_file

    return read_house_file(options.style) if options.style else None
