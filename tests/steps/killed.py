"""Steps as a list that can be played by a process of its own, killed, and played on from where it stood.

Run as a program: `killed.py WORKSPACE PLAN.json`. It prints "ready", and after each step that has come back the number
and hash of the history's last line. With a third word it waits for a line of input before each step and before the end.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import astuple
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

WORDS = "four plain sample words"
AGREEMENT = "sample-york-1"


def opened(path: Path, at: str) -> Any:
    """The workspace, with a clock that stands."""
    from studio.steps.workspace import open_workspace

    moment = datetime.fromisoformat(at)
    return open_workspace(path, WORDS, lambda: moment)


def play(ws: Any, step: list[str]) -> None:
    """One step of a plan."""
    from studio.steps import circulation, deciding, receiving_signed, signing

    name, *words = step
    doing: dict[str, Callable[[], object]] = {
        "issue": lambda: circulation.issue_draft(ws, AGREEMENT, date.fromisoformat(words[0])),
        "receive": lambda: circulation.receive_return(ws, AGREEMENT, Path(words[0]).read_bytes(), Path(words[0]).name),
        "record_no_response": lambda: circulation.record_no_response(ws, AGREEMENT, words[0]),
        "decide": lambda: deciding.decide(ws, AGREEMENT, [words[0]], words[1], words[2]),
        "answer": lambda: deciding.answer_comment(ws, AGREEMENT, words[0], "accept", words[1]),
        "finish_round": lambda: deciding.finish_round(ws, AGREEMENT),
        "telephone_note": lambda: circulation.telephone_note(ws, AGREEMENT, words[0], words[1], agrees=True),
        "freeze": lambda: signing.freeze(ws, AGREEMENT),
        "prepare": lambda: signing.prepare_signing(ws, AGREEMENT, Path(words[0]).read_bytes(), words[1]),
        "sign": lambda: sign_it(ws, *words),
        "receive_signed": lambda: receiving_signed.receive_signed(ws, AGREEMENT, Path(words[0]).read_bytes()),
        "refuse_signed": lambda: refuse_it(ws, Path(words[0])),
    }
    doing[name]()


def refuse_it(ws: Any, path: Path) -> None:
    """A bad file is refused, and kept as evidence."""
    from studio.errors import StudioError
    from studio.steps import receiving_signed

    with suppress(StudioError):
        receiving_signed.receive_signed(ws, AGREEMENT, path.read_bytes())


def sign_it(ws: Any, field: str, identity: str, words: str) -> None:
    """A signatory's signature on the file as it is, taken in."""
    from studio.signing.sign import sign_field
    from studio.steps import receiving_signed, signing

    signed = sign_field(signing.signing_pdf(ws, AGREEMENT), field, Path(identity).read_bytes(), words, at=ws.now())
    receiving_signed.receive_signed(ws, AGREEMENT, signed.pdf)


def everything(store: Any) -> tuple[Any, ...]:
    """All that is in the workspace, with every file that a record names; a file that differs from its name fails."""
    from studio.store import records

    kinds = [getattr(records, name) for name in sorted(vars(records)) if name.endswith("Record")]
    with store.read() as tx:
        found = [astuple(each) for kind in kinds for each in tx.all(kind)]
        files = {
            getattr(each, name)
            for kind in kinds
            for each in tx.all(kind)
            for name in kind.__dataclass_fields__
            if name in {"docx_sha256", "eml_sha256", "archive", "base"}
            or (
                name == "sha256" and kind is not records.LibraryRecord
            )  # there it names the library, the archive its bytes
            or (name == "id" and kind is records.ReturnRecord)
        } - {""}
        for each in files:
            assert sha256(tx.blob(each)).hexdigest() == each
        return (tuple(found), tuple(tx.history()))


def warm_up() -> None:
    """Import what the steps import late, so that a kill meets a step at its work."""
    import studio.documents.docx_write
    import studio.post.letters
    import studio.returns.docx_read
    import studio.signing.report_json
    import studio.signing.verify  # noqa: F401


def main(path: Path, plan: Path, *, waits: bool) -> None:
    told = json.loads(plan.read_text("utf-8"))
    ws = opened(path, told["at"])
    assert not ws.read_only, ws.who_has_it
    from studio.steps import look

    done = len(look.history(ws)) - told["base"]
    warm_up()
    print("ready", flush=True)
    for step in told["steps"][done:]:
        if waits:
            sys.stdin.readline()
        play(ws, step)
        last = look.history(ws)[-1]
        print(json.dumps([last.number, last.hash]), flush=True)
    if waits:
        sys.stdin.readline()
    ws.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), waits=len(sys.argv) > 3)
