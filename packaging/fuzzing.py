"""What the fuzzers share: which pairs of lines were run, what came of it, where each fault was raised, and the command line."""

from __future__ import annotations

import argparse
import json
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any


class Edges:
    """Pairs of lines that ran one after the other in files below `folder`; goes in as `sys.settrace`."""

    def __init__(self, folder: Path) -> None:
        self.seen: set[tuple[str, int, int]] = set()
        self._folder, self._last = str(folder), 0

    def __call__(self, frame: FrameType, _event: str, _argument: Any) -> Callable[..., Any] | None:
        if not frame.f_code.co_filename.startswith(self._folder):
            return None
        self._last = 0
        return self._line

    def _line(self, frame: FrameType, event: str, _argument: Any) -> Callable[..., Any]:
        if event == "line":
            self.seen.add((frame.f_code.co_filename, self._last, frame.f_lineno))
            self._last = frame.f_lineno
        return self._line


@dataclass
class Found:
    """What a run came to. `faults` maps kind and place to the kept input."""

    executions: int = 0
    refused: int = 0
    kept: int = 0
    slowest_s: float = 0.0
    edges: set[tuple[str, int, int]] = field(default_factory=set)
    faults: dict[str, Path] = field(default_factory=dict)

    def keep_fault(self, error: Exception, data: bytes, folder: Path, out: Path, ending: str) -> None:
        """Writes the input and its traceback below `out`, once for each place in `folder` where it was raised."""
        frames = [one for one in traceback.extract_tb(error.__traceback__) if one.filename.startswith(str(folder))]
        place = f"{Path(frames[-1].filename).stem}-{frames[-1].lineno}" if frames else str(error)[:40].replace(" ", "-")
        key = f"{type(error).__name__}-{place}"
        if key in self.faults:
            return
        out.mkdir(parents=True, exist_ok=True)
        self.faults[key] = out / f"{key}.{ending}"
        self.faults[key].write_bytes(data)
        self.faults[key].with_suffix(".txt").write_text("".join(traceback.format_exception(error)), encoding="utf-8")


def command(fuzz: Callable[[float, int, Path], Found], out: Path, refused: str, about: str) -> int:
    """The command line of a fuzzer: runs it, prints what it came to as JSON (`refused` says what a refusal is called there).

    Gives the exit code: 1 where a fault was found.
    """
    options = argparse.ArgumentParser(description=about)
    options.add_argument("--minutes", type=float, default=20)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--out", type=Path, default=out)
    chosen = options.parse_args()
    found = fuzz(chosen.minutes, chosen.seed, chosen.out)
    said = {
        "executions": found.executions, refused: found.refused, "pairs of lines": len(found.edges),
        "inputs kept": found.kept, "slowest, traced, in seconds": round(found.slowest_s, 2), "faults": sorted(found.faults),
    }  # fmt: skip
    print(json.dumps(said, indent=1))
    return 1 if found.faults else 0
