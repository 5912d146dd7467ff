"""York Pathways in real workspaces: the clock, the case, and the stages that tests start from."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from studio.library.shipped import content
from studio.steps import circulation, deciding, drafting, look, signing
from studio.steps.workspace import Workspace, create_workspace, open_workspace

CASE = content() / "templates" / "cases"
WORDS = "four plain sample words"
AGREEMENT = "sample-york-1"
DUE = date(2026, 10, 16)
PARTIES = ("together", "police", "icb", "council", "trust", "ambulance")
SIGNATORIES = {
    "together": ("Lena Sample", "Together for Mental Wellbeing"),
    "police": ("Jude Sample", "Chief Constable of North Yorkshire Police"),
    "council": ("Uma Sample", "City of York Council"),
}


class Clock:
    """A clock that stands until it is set."""

    def __init__(self) -> None:
        self.at = datetime(2026, 10, 2, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def day(self, text: str) -> None:
        self.at = datetime.fromisoformat(f"{text}T09:00:00+00:00")


@dataclass
class Case:
    """An open workspace with York Pathways in it, and its clock."""

    ws: Workspace
    clock: Clock
    id: str = AGREEMENT
    opened: list[Workspace] = field(default_factory=list)

    def again(self) -> Workspace:
        """The workspace closed and opened anew: what is there was really saved."""
        path = self.ws.path
        self.ws.close()
        self.ws = open_workspace(path, WORDS, self.clock)
        return self.ws


def york() -> str:
    return (CASE / "york-pathways.yaml").read_text("utf-8")


def returned(party: str) -> bytes:
    return (CASE / "york-pathways" / "returns" / f"{party}.docx").read_bytes()


def accept_all(case: Case) -> None:
    """Every change is accepted; of a clash the first side, and the others are rejected."""
    taken: set[str] = set()
    for each in look.merge(case.ws, case.id).proposals:
        decision = "reject" if taken & set(each.clashes) else "accept"
        taken |= {each.id} if decision == "accept" else set()
        deciding.decide(case.ws, case.id, [each.id], decision, "Agreed in the working group.")
    for comment in look.merge(case.ws, case.id).comments:
        deciding.answer_comment(case.ws, case.id, comment.id, "accept", "Thank you.")


class Stages:
    """Workspaces of York Pathways at each stage, made when first asked for, each from the one before."""

    def __init__(self, folder: Path, coordinator: bytes) -> None:
        self.folder = folder
        self.coordinator = coordinator
        self.plays: dict[str, tuple[str, Callable[[Case], Any]]] = {
            "issued": ("started", lambda case: circulation.issue_draft(case.ws, case.id, DUE)),
            "returned": ("issued", self._returns),
            "finished": ("returned", self._finish),
            "frozen": ("finished", self._freeze),
            "prepared": ("frozen", self._prepare),
        }

    def file(self, stage: str) -> Path:
        path = self.folder / f"{stage}.agreements"
        if path.exists():
            return path
        making = self.folder / f"making-{stage}.agreements"
        clock = Clock()
        if stage == "started":
            case = Case(create_workspace(making, WORDS, clock), clock)
            drafting.start(case.ws, york())
        else:
            before, play = self.plays[stage]
            shutil.copyfile(self.file(before), making)
            case = Case(open_workspace(making, WORDS, clock), clock)
            play(case)
        case.ws.close()
        making.rename(path)
        return path

    def _returns(self, case: Case) -> None:
        case.clock.day("2026-10-07")
        for party in PARTIES[:5]:
            circulation.receive_return(case.ws, case.id, returned(party), f"{party}.docx")

    def _finish(self, case: Case) -> None:
        case.clock.day("2026-10-22")
        circulation.record_no_response(case.ws, case.id, "ambulance")
        accept_all(case)
        case.clock.day("2026-10-26")
        deciding.finish_round(case.ws, case.id)

    def _freeze(self, case: Case) -> None:
        case.clock.day("2026-11-03")
        for party in PARTIES:
            circulation.telephone_note(case.ws, case.id, party, "Agrees to draft 2.", agrees=True)
        case.clock.day("2026-11-05")
        signing.freeze(case.ws, case.id)

    def _prepare(self, case: Case) -> None:
        case.clock.day("2026-11-05")
        signing.prepare_signing(case.ws, case.id, self.coordinator, WORDS)
