"""Care of the library: everything that lint says, packs that go out, and packs from elsewhere looked at and taken in.

What a foreign pack holds is read and tried in another process (`steps.pack_trial`), which is ended as soon as it takes longer
or more than any honest pack. This process reads the list of what is in it and compares texts, and nothing else.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import IO, Any

import studio
from studio.errors import HostileFile, StudioError
from studio.facts.read import read_facts
from studio.library.check import complete_facts, lint_library
from studio.library.clause import ClauseProblem
from studio.library.pack import Entry, Pack, open_pack, picked
from studio.library.read import Library
from studio.library.search import Wording, worded_texts
from studio.library.shipped import content
from studio.preflight.rules import rules_of
from studio.steps.files import write_new
from studio.steps.pack_trial import rule_faults

CASE = "templates/cases/york-pathways.yaml"
# By the clock on the wall: short only where the system cannot count the time of the processor (steps.pack_trial).
SILENCE_SECONDS = 3.0 if os.name == "nt" else 15.0
START_SECONDS = 30.0
NEW, SAME, COLLISION = "new", "same", "collision"


def lint_all(library: Library) -> list[ClauseProblem]:
    """What lint says about clauses, templates, law tables and checks."""
    rules = rules_of(library)
    named = frozenset(name for name, _ in rules.lists)
    bad = [(each.file, each.line, "checks", each.message) for each in rules.problems]
    bad += [(each.file, each.line, "not-allowed", said) for each in rules.rules for said in rule_faults(each, named)]
    found = [ClauseProblem(f"clauses/checks/{file}", line, code, said) for file, line, code, said in bad]
    return sorted([*lint_library(library), *found], key=lambda each: (each.file, each.line, each.code))


def mend(library: Library) -> list[str]:
    """List every printed fact in the headers that lack it; the files that were changed."""
    better = complete_facts(library)
    for file, text in better.items():
        write_new(library.folder / file, text.encode(), force=True)
    return sorted(better)


@dataclass(frozen=True, slots=True)
class Coming:
    """One file of a pack beside what the library at hand has: new, the same, or a collision, which is never taken in."""

    file: str
    kind: str
    id: str
    version: str
    state: str
    here: str = ""  # the version at hand
    sentence: str = ""
    wording: tuple[Wording, ...] = ()


@dataclass(frozen=True)
class PackLook:
    """What a pack holds, what of it would come, and everything that is wrong with it."""

    pack: Pack = field(repr=False)
    coming: tuple[Coming, ...]
    problems: tuple[ClauseProblem, ...]

    @property
    def new(self) -> tuple[Coming, ...]:
        return tuple(each for each in self.coming if each.state == NEW)

    @property
    def collisions(self) -> tuple[Coming, ...]:
        return tuple(each for each in self.coming if each.state == COLLISION)


def look_into(data: bytes, library: Library) -> PackLook:
    """What would come of a pack, and what is wrong with it. Raises HostileFile if it cannot be taken apart safely."""
    pack = open_pack(data)
    problems = tuple(_problems(pack, library))
    return PackLook(pack, tuple(_coming(each, pack, library) for each in pack.entries), problems)


def take_in(look: PackLook, folder: Path) -> list[str]:
    """Write what is new into a library's folder; nothing is overwritten. Raises HostileFile if anything is wrong with it."""
    if look.problems:
        first = look.problems[0]
        raise HostileFile(
            f"{first.file}, line {first.line}: {first.message}", "Nothing was taken in. Ask the maker to mend the pack."
        )
    wanted = [each.file for each in look.new]
    if there := [file for file in wanted if (folder / file).exists()]:
        raise StudioError(f"{folder / there[0]} is there already.", "Nothing was taken in. Choose another folder.")
    for file in wanted:
        write_new(folder / file, look.pack.texts[file].encode())
    return wanted


# --- what is at hand --------------------------------------------------------------------------------------------------


def _coming(entry: Entry, pack: Pack, library: Library) -> Coming:
    file = _file_at_hand(entry, library)
    here = _text_at_hand(library, file) if file else None
    if here is None:
        double = _double_rows(entry, library)
        if double and picked(library, double[0])[2] == pack.texts[entry.file]:
            return Coming(entry.file, entry.kind, entry.id, entry.version, SAME)
        state = COLLISION if double else NEW
        said = f"{', '.join(double)} stand in the library already." if double else ""
        return Coming(entry.file, entry.kind, entry.id, entry.version, state, "", said)
    version = library.clauses[entry.id].version if entry.kind == "clause" and entry.id in library.clauses else ""
    text = pack.texts[entry.file]
    if here == text:
        return Coming(entry.file, entry.kind, entry.id, entry.version, SAME, version)
    said = f"{file} says something else. It stays as it is."
    wording = worded_texts(here, text)
    return Coming(entry.file, entry.kind, entry.id, entry.version, COLLISION, version, said, wording)


def _file_at_hand(entry: Entry, library: Library) -> str:
    """The file at hand with that id, or else with that name; "" where there is none."""
    known = library.clauses if entry.kind == "clause" else library.templates if entry.kind == "template" else {}
    if entry.id in known:
        return known[entry.id].file
    return entry.file if (library.folder / entry.file).exists() else ""


def _text_at_hand(library: Library, file: str) -> str | None:
    try:
        return (library.folder / file).read_text("utf-8-sig").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError):
        return None


def _double_rows(entry: Entry, library: Library) -> list[str]:
    """Rows of a new file of law or checks whose ids are taken."""
    if entry.kind == "law":
        return sorted(set(entry.ids) & set(library.law.powers))
    if entry.kind == "check":
        return sorted(set(entry.ids) & {each.id for each in rules_of(library).rules})
    return []


# --- the trial --------------------------------------------------------------------------------------------------------


def _problems(pack: Pack, library: Library) -> Iterator[ClauseProblem]:
    """What the trial says; what it was at when it ended, if it did not come to its end."""
    asked: dict[str, Any] = {"texts": dict(pack.texts), "known": sorted(library.clauses), "library": str(content())}
    asked["listed"] = {each.file: [each.version, list(each.ids)] for each in pack.entries}
    at: list[Any] = ["pack.json", 1]
    for said in _lines(asked):
        if "problem" in said:
            file, line, code, message = said["problem"]
            yield ClauseProblem(str(file), int(line), str(code), str(message))
        elif "at" in said:
            at = [str(said["at"]), int(said["line"])]
        elif "done" in said:
            return
        elif "ended" in said:
            yield ClauseProblem(at[0], at[1], "stopped", str(said["ended"]))
            return


def _lines(asked: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """What the trial says, line by line; at the end `done`, or `ended` with the reason."""
    trial = subprocess.Popen(
        [*_itself(), "library", "try-pack"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=_surroundings(),
    )  # fmt: skip
    asker = threading.Thread(target=_ask, args=(trial.stdin, asked), daemon=True)
    asker.start()
    said: queue.Queue[bytes] = queue.Queue()
    listener = threading.Thread(target=_listen, args=(trial.stdout, said), daemon=True)
    listener.start()
    patience = START_SECONDS
    try:
        while True:
            try:
                line = said.get(timeout=patience)
            except queue.Empty:
                yield {"ended": "This takes far longer than any text of a library and was stopped."}
                return
            if not line:
                yield {"ended": _why(_ended(trial))}
                return
            patience = SILENCE_SECONDS
            yield json.loads(line)
    finally:
        trial.kill()
        trial.wait()
        listener.join()
        asker.join()


def _ask(stream: IO[bytes] | None, asked: Mapping[str, Any]) -> None:
    """Send what is to be tried; the worked case is read while the other process starts."""
    if stream is None:
        return
    with contextlib.suppress(OSError, ValueError), stream:
        stream.write(json.dumps({**asked, "facts": _worked_case()}).encode())


@lru_cache(maxsize=1)
def _worked_case() -> str:
    """The facts that every clause is tried on, as JSON."""
    facts = read_facts((content() / CASE).read_text("utf-8")).facts
    if facts is None:
        raise StudioError("The worked case cannot be read.", "Install the program again.")
    return facts.model_dump_json(by_alias=True)


def _listen(stream: IO[bytes] | None, said: queue.Queue[bytes]) -> None:
    """Pass on every line; an empty one at the end."""
    if stream is not None:
        with contextlib.suppress(ValueError, OSError), stream:
            for line in stream:
                said.put(line)
    said.put(b"")


def _ended(trial: subprocess.Popen[bytes]) -> int:
    """How the trial ended; one that says no more and goes on is ended."""
    try:
        return trial.wait(1)
    except subprocess.TimeoutExpired:
        trial.kill()
        return trial.wait()


def _why(code: int) -> str:
    if hasattr(signal, "SIGPROF") and code == -signal.SIGPROF:
        return "This takes far longer than any text of a library and was stopped."
    return "This could not be tried: it needs more than any text of a library, and was stopped."


def _itself() -> list[str]:
    """The words that start this program once more: in a bundle its executable, else Python with the package."""
    return [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "studio"]


def _surroundings() -> dict[str, str]:
    """The environment with this package where Python finds it."""
    home = str(Path(studio.__file__).resolve().parent.parent)
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [home, os.environ.get("PYTHONPATH", "")]))}
