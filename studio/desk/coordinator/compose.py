"""Compose: the steps at the left, the facts in the middle, the text they make at the right, checks below."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSignalBlocker, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut, QUndoStack
from PySide6.QtWidgets import QPushButton

from studio.desk import style, words
from studio.desk.coordinator import compose_asking as asking
from studio.desk.coordinator import take_wording
from studio.desk.coordinator.compose_frame import ComposeFrame
from studio.desk.coordinator.compose_preview import Documents, documents_of, place_of, preview
from studio.desk.coordinator.compose_undo import FactsEdit, Place
from studio.desk.coordinator.session import Session
from studio.desk.models.facts_edit import Edited, check, data_of, edit
from studio.desk.models.form import STEPS, FieldSpec, Form, add_row, remove_row
from studio.desk.widgets.basics import set_kind, set_not_yet
from studio.preflight.finding import Finding
from studio.steps.settled import settle
from studio.steps.views import AgreementView
from studio.store.records import AcceptanceRecord

if TYPE_CHECKING:
    from studio.desk.jobs import Job

SAVE_AFTER_MS = 700


class ComposePage(ComposeFrame):
    """Typing changes the text at once; what holds is saved a moment later."""

    KEY = "compose"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.view: AgreementView | None = None
        self._yaml, self._saved, self._step, self._row = "", "", STEPS[0], 0
        self._form = Form({})
        self._documents: Documents | None = None
        self._problems: dict[str, str] = {}
        self._findings: tuple[Finding, ...] = ()
        self.undo_stack = self._undo = QUndoStack(self)
        self._shown = ("", 0, False)  # agreement, draft, whether it is out
        self._saving: list[Job] = []  # what the form shows is newer than what these have read
        session.jobs.ended.connect(self._save_ended)
        self._wanted_clause = ""  # to be brought into view when the text is there
        self._wish = ""  # the newest text asked to be previewed: older answers are thrown away
        self._save_timer = QTimer(self)
        self._save_timer.setSingleShot(True)
        self._save_timer.setInterval(SAVE_AFTER_MS)
        self._save_timer.timeout.connect(self.save)
        self._connect()
        for keys, do in (
            ("Ctrl+Up", lambda: self._walk(-1)),
            ("Ctrl+Down", lambda: self._walk(1)),
            ("Ctrl+Return", self.add),
            ("F4", self.side.inspector.toggle),
            ("Ctrl+G", self.other_side),
        ):
            QShortcut(QKeySequence(keys), self, do)

    # --- what each part does ----------------------------------------------------------------------------------

    def _connect(self) -> None:
        self.circulate.clicked.connect(lambda: self.go.emit("circulate"))
        self.steps.chosen.connect(self._choose_step)
        self.rows.chosen.connect(self._choose_row)
        self.rows.entered.connect(lambda _key: self.fields.focus_on(self._pointer()))
        self.add_button.clicked.connect(self.add)
        self.remove_button.clicked.connect(self.remove)
        self.fields.edited.connect(self._edited)
        self.fields.reshaped.connect(self._show_fields, Qt.ConnectionType.QueuedConnection)
        self._newest.clicked.connect(lambda: asking.take_newest(self.session, self, self.agreement))
        self._connect_checks()
        self._connect_preview()

    def _connect_checks(self) -> None:
        self.checks.go_to.connect(self.show_finding)
        self.checks.accept_asked.connect(lambda one: asking.accept(self.session, self, self.agreement, one))
        self.checks.all_asked.connect(lambda: self.all_checks.open(on=self.all_checks.isHidden(), strip=self.checks))
        self.all_checks.go_to.connect(self.show_finding)
        self.all_checks.clause_asked.connect(lambda one: self.show_clause(str(one.clause)))
        self.all_checks.accept_asked.connect(lambda one: asking.accept(self.session, self, self.agreement, one))
        self.all_checks.take_back_asked.connect(lambda one: asking.take_back(self.session, self, self.agreement, one))
        self.all_checks.closed.connect(lambda: self.all_checks.open(on=False, strip=self.checks))

    def _connect_preview(self) -> None:
        self.preview.pointed.connect(self._clause_pointed)
        self.preview.fact.connect(self.show_fact)
        self.template.currentIndexChanged.connect(lambda _index: self._choose_document())
        self.party.currentIndexChanged.connect(lambda _index: self._ask_preview(fresh=True))
        self._missing.acted.connect(lambda: self.next_problem(1))
        take_wording.connect(self.side.inspector, self)

    def head_buttons(self) -> list[QPushButton]:
        return [self.circulate]

    def no_undo(self) -> str:
        return asking.out_words(self.view)

    # --- showing -----------------------------------------------------------------------------------------------

    def reload(self) -> None:
        from studio.steps import look

        agreement = self.agreement

        def read(ws: Any) -> tuple[AgreementView, Documents]:
            view = look.agreement(ws, agreement)
            return view, documents_of(ws, view)

        self.session.read(self, read, self._show)

    def _show(self, found: tuple[AgreementView, Documents]) -> None:
        view, documents = found
        if view.id != self.agreement:
            return
        self._show_documents(documents, another=self.view is not None and self.view.id != view.id)
        self.show_view(view)
        self._check()

    def _show_documents(self, documents: Documents, *, another: bool) -> None:
        """The choosers; what was chosen stays, another agreement begins with its own text."""
        before, self._documents = self._documents, documents
        quiet = QSignalBlocker(self.template)
        if before is None or before.templates != documents.templates:
            self.template.fill(list(documents.templates), self.template.value())
        if self.template.currentIndex() < 0 or another:
            self.template.setCurrentIndex(0)
        quiet.unblock()
        self._show_parties()

    def _show_parties(self) -> None:
        """Whom the document is for, where it is made for each partner."""
        parties = self._documents.parties.get(self.template.value(), ()) if self._documents else ()
        self.party.fill(list(parties), self.party.value())
        if parties and self.party.currentIndex() < 0:
            quiet = QSignalBlocker(self.party)
            self.party.setCurrentIndex(0)
            quiet.unblock()
        self.party.setVisible(bool(parties))

    def _choose_document(self) -> None:
        self._show_parties()
        self._ask_preview(fresh=True)

    def _check(self) -> None:
        """All checks take longer than the view: the documents of the family are laid side by side."""
        agreement = self.agreement

        def read(ws: Any) -> tuple[str, tuple[Finding, ...], tuple[AcceptanceRecord, ...]]:
            from studio.steps import drafting

            return agreement, drafting.findings(ws, agreement), drafting.acceptances(ws, agreement)

        self.session.read(self, read, self._show_findings, "Checking")

    def _show_findings(self, found: tuple[str, tuple[Finding, ...], tuple[AcceptanceRecord, ...]]) -> None:
        if found[0] != self.agreement:
            return
        self._findings = found[1]
        self.checks.show_findings(found[1])
        self.all_checks.show_findings(found[1], found[2])
        self._show_steps()
        self._show_rows()

    def show_view(self, view: AgreementView) -> None:
        """Show the facts as they are saved; what is being typed is left alone."""
        new = self.view is None or view.id != self.view.id
        shown = (view.id, view.number, bool(asking.why_locked(view, read_only=False)))
        another, self.view, self._shown = shown != self._shown, view, shown
        self._show_lock(view)
        self.circulate.setText("\u2009Circulate draft" if view.may_circulate else "\u2009See the board")
        set_kind(self.circulate, "primary" if view.may_circulate else "")
        set_not_yet(self.circulate, "" if view.draft is not None else "Some answers are still missing.")
        typing = bool(self._saving or self._problems or self._save_timer.isActive())
        if another or (view.yaml != self._saved and not typing):
            self._undo.clear()  # what has gone out, or came from elsewhere, is not undone here
            self._yaml = self._saved = view.yaml
            self._form = Form(data_of(view.facts), asking.labels(self.session))
            self._problems = {}
            self._show_step()
        self._show_steps()
        if new:
            self._findings = view.findings
            self.checks.show_findings(view.findings)
        if self.template.value() == view.template and view.draft is not None and self._yaml == view.yaml:
            self._show_draft(view.draft, view.unanswered, fresh=new)
        else:
            self._ask_preview(fresh=new)
        self._say_saved()

    def _show_lock(self, view: AgreementView) -> None:
        """Above the panes: that the draft is out, or that the library has newer text than the last draft."""
        out, newer = asking.lock_words(view)
        self._lock_bar.setVisible(bool(out or newer))
        self._lock.setText(out or newer)
        self._newest.setVisible(bool(newer) and not self.session.ws.read_only)

    def _show_steps(self) -> None:
        made = [asking.step_line(step, self._form, self._findings) for step in STEPS]
        done = len([line for line in made if line.icon == "done"])
        self._done.setText(f"{done} of {len(made)}")
        self._meter.show_shares(((done / len(made), "fill"),), f"{done} of {len(made)} steps are done")
        self.steps.set_lines(made)
        if not self.steps.key():
            self.steps.select(self._step.key)

    def _show_step(self) -> None:
        step = self._step
        self._title.setText(step.title)
        self._says.setText(step.says)
        self._rows_box.setVisible(bool(step.row))
        if step.row:
            count = len(self._form.data.get(step.key, ()))
            self._row = min(self._row, max(count - 1, 0))
            self._show_rows()
            self._flow_heads.setVisible(step.key == "flows")
            most = 5 if self.height() > style.px(640) else 3
            self.rows.setFixedHeight(style.px(min(max(count, 1), most) * 44 + 4))
            self.rows.select(str(self._row))
            self.add_button.setText(f"\u2009Add a {step.row} like this one" if count else f"\u2009Add a {step.row}")
            self.add_button.setAccessibleName(f"Add a {step.row}")
            self.remove_button.setVisible(count > 0)
        self._show_fields()

    def _show_rows(self) -> None:
        if self._step.row:
            self.rows.set_lines(asking.row_lines(self._step, self._form, self._findings))

    def _show_fields(self) -> None:
        step = self._step
        there = not step.row or bool(self._form.data.get(step.key))
        self._row_title.setText(f"{step.row.capitalize()} {self._row + 1}" if step.row and there else "")
        why = self._locked()
        self.fields.show_fields(self._form.fields(self._pointer()) if there else [], locked=bool(why))
        for one in (self.add_button, self.remove_button):
            set_not_yet(one, why)
        self._complain()

    def _locked(self) -> str:
        return asking.why_locked(self.view, read_only=self.session.ws.read_only)

    def _pointer(self) -> str:
        return f"/{self._step.key}/{self._row}" if self._step.row else f"/{self._step.key}"

    def _choose_step(self, key: str) -> None:
        if key == self._step.key:
            return
        self._step, self._row = next(step for step in STEPS if step.key == key), 0
        self.preview.forget_changes()
        self.rows.set_lines(())
        self._show_step()

    def _choose_row(self, key: str) -> None:
        if int(key) != self._row:
            self._row = int(key)
            self._show_fields()

    def _walk(self, by: int) -> None:
        at = STEPS.index(self._step) + by
        if 0 <= at < len(STEPS):
            self.steps.select(STEPS[at].key)

    def show_fact(self, pointer: str) -> None:
        """Go to the step, row and field of a fact."""
        key, _slash, rest = pointer.strip("/").partition("/")
        step = next((one for one in STEPS if one.key == key), None)
        if step is None:
            return
        self.steps.select(key)
        number = rest.partition("/")[0]
        if step.row and number.isdigit():
            self.rows.select(number)
        self.fields.focus_on(pointer)

    def next_problem(self, step: int) -> None:
        self.checks.walk(step)

    def show_finding(self, finding: Finding) -> None:
        """To the field of a finding, with the clause that prints it in view; where there is no field, to the clause."""
        if finding.clause:
            self.show_clause(finding.clause)
        if finding.pointer:
            self.show_fact(finding.pointer)

    def show_clause(self, clause: str) -> None:
        """Bring a clause into view: in the document that is shown, else in the agreement."""
        if key := place_of(self.preview.draft(), clause):
            self._box(key)
            self.preview.bring(key)
        elif self.view is not None and self.template.value() != self.view.template:
            self._wanted_clause = clause
            self.template.choose(self.view.template)

    def _box(self, key: str) -> None:
        self.preview.box(key)
        self.side.inspect(key, self._documents)

    def other_side(self) -> None:
        """Ctrl+G: from the fact that has the keyboard to the paragraph that prints it, and back."""
        here, draft = self.focusWidget(), self.preview.draft()
        pointer = self.fields.pointer_of(here)
        if draft is None or here is self.preview:
            self._clause_pointed(self.preview.boxed())
        elif key := next((one.key for one in draft.walk() if one.table is None and pointer in one.facts), ""):
            self._box(key)
            self.preview.bring(key)
            self.preview.setFocus()

    def _clause_pointed(self, key: str) -> None:
        block = self.preview.draft().find(key) if self.preview.draft() else None  # type: ignore[union-attr]
        self._box(key)
        if block is not None and block.facts:
            self.show_fact(block.facts[0])

    # --- editing -----------------------------------------------------------------------------------------------

    def _edited(self, spec: FieldSpec, value: Any) -> None:
        where = f" ({self._step.row} {self._row + 1})" if self._step.row else ""
        place = self._place(spec.pointer)
        edited = edit(self._yaml, self._form.data, spec.pointer, value)
        self._do(f"change {spec.title}{where}", edited, place, place)

    def add(self) -> None:
        """One more row, like the one that is open."""
        if not self._step.row or self._locked():
            return
        rows, before = self._form.data.get(self._step.key, []), self._place()
        data, self._row = add_row(self._form.data, self._step.key, self._row if rows else None)
        self._do(f"add {self._step.row} {self._row + 1}", check(self._yaml, data), before, self._place())
        self._show_step()

    def remove(self) -> None:
        if not self._step.row or self._locked():
            return
        before = self._place()
        data = remove_row(self._form.data, self._step.key, self._row)
        self._row = max(self._row - 1, 0)
        self._do(f"remove {self._step.row} {before.row + 1}", check(self._yaml, data), before, self._place())
        self._show_step()

    def _place(self, pointer: str = "") -> Place:
        return Place(self._step.key, self._row, pointer)

    def _do(self, said: str, edited: Edited, before: Place, after: Place) -> None:
        was = Edited(self._form.data, self._yaml, self._problems)
        self._take(edited)
        self._undo.push(FactsEdit(said, was, edited, (before, after), self._put_back))

    def _put_back(self, state: Edited, place: Place) -> None:
        """Undone or done again: the facts as they were, where they were edited."""
        self.steps.select(place.step)
        self._step, self._row = next(step for step in STEPS if step.key == place.step), place.row
        self._take(state)
        self._show_step()
        self.fields.focus_on(place.pointer or self._pointer())

    def _take(self, edited: Edited) -> None:
        self._form = Form(edited.data, asking.labels(self.session))
        self._problems = edited.problems
        self._complain()
        self._save_timer.stop()
        if not edited.problems:
            self._yaml = edited.yaml
            self._ask_preview()
            self._save_timer.start()
        self._say_saved()

    def _say_saved(self) -> None:
        changed = bool(self._problems) or self._yaml != self._saved
        self.unsaved.emit("Not saved: see the field" if self._problems else "Saving soon" if changed else "")

    def _complain(self) -> None:
        left = self.fields.complain(self._problems)
        said = next(iter(left.items()), None)
        self._loose.setText(f"{said[0]}: {said[1]}" if said else "")
        self._loose.setVisible(said is not None)

    def save(self) -> None:
        """Save what holds; nothing is written when nothing has changed."""
        self._save_timer.stop()
        if self._yaml == self._saved or not self.agreement or self.session.ws.read_only:
            return
        yaml, agreement, self._saved = self._yaml, self.agreement, self._yaml
        self._undo.setClean()

        def work(ws: Any, _report: object) -> object:
            from studio.steps import drafting

            return drafting.save_facts(ws, agreement, yaml)

        self._saving.append(self.session.do(self, "Saving", work, failed=self._not_saved))

    def _not_saved(self, error: Exception) -> None:
        """What was typed stays in the form, and is tried again with the next change."""
        self._saved = self.view.yaml if self.view else ""
        self.session.fail(error)
        self._say_saved()

    def _save_ended(self, job: Job) -> None:
        if job in self._saving:
            self._saving.remove(job)

    def leave(self) -> None:
        self.save()

    def _ask_preview(self, *, fresh: bool = False) -> None:
        if self.view is None:
            return
        yaml, number = self._yaml, self.view.number
        document = (self.template.value() or self.view.template, self.party.value())
        agreement = self.agreement
        self._wish = f"{document}\0{yaml}"
        wish = self._wish
        self.session.jobs.start(
            "Making the preview", lambda _report: preview(self.session.ws, agreement, yaml, document, number),
            owner=self, failed=self.session.fail,
            then=lambda found: self._show_draft(*found, fresh=fresh) if wish == self._wish else None,
        )  # fmt: skip

    def _show_draft(self, draft: Any, unanswered: tuple[str, ...], *, fresh: bool = False) -> None:
        self._missing.setVisible(draft is None)
        self.preview.setVisible(draft is not None)
        if draft is None:
            self._missing.explain("The text needs more answers", words.listed(unanswered[:6]) + ".")
        elif fresh or self.preview.draft() is None:
            self.preview.show_draft(draft)
            settle()  # the library is compiled now
        elif changed := self.preview.update_draft(draft):
            self.preview.bring(changed[0])
            self.side.inspect(changed[0], self._documents)
        if self._wanted_clause and (key := place_of(draft, self._wanted_clause)):
            self._wanted_clause = ""
            self._box(key)
            self.preview.bring(key)
