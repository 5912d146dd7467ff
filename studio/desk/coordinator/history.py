"""History: what was done to this agreement and when, newest first; the chain can be checked."""

from __future__ import annotations

import json
from typing import Any

from PySide6.QtWidgets import QPushButton

from studio.desk import words
from studio.desk.coordinator.page import AgreementPage
from studio.desk.coordinator.session import Session
from studio.desk.models.lines import Line, Part
from studio.desk.widgets.basics import button, column
from studio.desk.widgets.rows import ColumnHeads, RowList
from studio.steps.views import BoardView
from studio.store.records import HistoryEntry

STEPS = {
    "start": ("new", "Started"), "save": ("compose", "Facts saved"), "accept_finding": ("warning", "Finding accepted"),
    "issue": ("circulate", "Draft went out"), "receive": ("drop", "Return filed"), "remind": ("remind", "Reminded"),
    "no_response": ("late", "No response recorded"), "note": ("telephone", "Telephone note"), "decide": ("merge", "Decided"),
    "undo": ("undo", "Decision taken back"), "answer": ("comment", "Comment answered"), "finish": ("documents", "Round finished"),
    "set_aside": ("removed", "Partner set aside"), "take_back_in": ("undo", "Partner back among the others"),
    "withhold": ("freeze", "Words withheld"), "freeze": ("freeze", "Text frozen"),
    "prepare": ("sign", "File prepared and certified"),
    "receive_signed": ("sign", "Signed file"), "enrol": ("good", "Certificate confirmed"),
    "order_signing": ("agreements", "Way of signing chosen"), "hand_on": ("letter", "File handed on for signature"),
    "remind_signatory": ("remind", "Signatory reminded"), "decline_signing": ("reject", "Has declined to sign"),
    "delegate_signing": ("reviewer", "Delegate recorded"), "replace_signatory": ("moved", "Successor in office recorded"),
    "record_ink": ("documents", "Signed on paper"), "withdraw_signing": ("undo", "File taken back from signing"),
    "bind_counterparts": ("agreements", "Counterparts bound"), "add_time_stamp": ("late", "Time stamp added"),
    "confirm_time_service": ("good", "Time stamp service confirmed"),
    "certify_execution": ("good", "Certificate of execution made"),
    "enrol_authority": ("good", "Partner’s authority confirmed"), "import_list": ("drop", "List of authorities imported"),
    "drop_authorities": ("removed", "Authority relied on no longer"),
    "enter": ("in_force", "Entered in the register"), "prepare_accession": ("new", "Accession made ready"),
    "accede": ("case", "Accession taken in"), "mail": ("letter", "Mail kept"),
    "new_clause": ("new", "Own clause added"), "write_welsh": ("library", "Welsh wording kept"),
    "take_back_acceptance": ("undo", "Acceptance taken back"), "take_library": ("library", "Newer library text taken"),
    "edit_clause": ("compose", "Clause worded anew"), "restore_clause": ("library", "Shipped wording restored"),
    "keep_clause": ("library", "Local wording kept"), "take_pack": ("drop", "Pack taken in"),
    "add_check": ("add", "Own check added"), "add_law_row": ("add", "Own law row added"),
    "set_style": ("documents", "House style set"), "remove_style": ("undo", "Plain design again"),
    "remove_check": ("removed", "Own check taken back"), "remove_power": ("removed", "Own law row taken back"),
}  # fmt: skip


class HistoryPage(AgreementPage):
    KEY = "history"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.check_button = button("Check the chain", "good", "", "history_check", self.check)
        self.rows = RowList("history_rows", "History", tall=48)
        heads = Line("", "What was done", parts=(Part("When", width=250), Part("Link", width=110)))
        self.setLayout(column(ColumnHeads(self.rows, heads), self.rows, gap=0))

    def head_buttons(self) -> list[QPushButton]:
        return [self.check_button]

    def reload(self) -> None:
        from studio.steps import look

        agreement = self.agreement
        self.session.read(self, lambda ws: (agreement, look.history(ws), look.board(ws, agreement)), self._show)

    def _show(self, found: tuple[str, list[HistoryEntry], BoardView]) -> None:
        agreement, entries, board = found
        if agreement == self.agreement:
            names = {one.party: one.party_name for one in board.rows}
            names |= {one.recipient: f"{one.contact}, {one.party_name}" for one in board.rows}
            self.show_view([one for one in entries if one.agreement == agreement], names)

    def show_view(self, entries: list[HistoryEntry], names: dict[str, str]) -> None:
        """Newest first; partners and reviewers by name."""
        self.rows.set_lines([entry_line(one, names) for one in reversed(entries)])

    def check(self) -> None:
        """Recompute every link of the workspace's history, as far as issued files name it."""

        def work(ws: Any, _report: object) -> object:
            from studio.steps.proving import check_history

            return check_history(ws)[1]

        self.session.do(self, "Checking the chain", work, self._checked)

    def _checked(self, found: Any) -> None:
        self.session.said.emit(found.sentence, "signed" if found.ok else "error")


def entry_line(one: HistoryEntry, names: dict[str, str]) -> Line:
    """One entry in words: what, of what, with its reason where there is one."""
    icon, said = STEPS.get(one.step, ("history", one.step.replace("_", " ").capitalize()))
    parts = (Part(words.moment(one.at), width=250, tone="text2"), Part(one.hash[:10], width=110, tone="text3"))
    return Line(str(one.number), said, _detail(one, names), icon, parts=parts)


def _detail(one: HistoryEntry, names: dict[str, str]) -> str:
    detail = json.loads(one.detail)
    told = [names.get(one.subject, one.subject)]
    told += [str(detail[key]) for key in ("decision", "reason", "role") if detail.get(key)]
    return " · ".join(part for part in told if part)
