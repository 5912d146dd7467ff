"""The library page, the checks beside compose and worked cases, by their widgets over a real workspace."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton, QWidget
from test_desk_pages import idle, nameless

from studio.desk.coordinator import library_dialogs
from studio.desk.coordinator.accept import AcceptFinding
from studio.desk.coordinator.library_dialogs import CompareTexts, EditClause, OwnRules, WhereUsed
from studio.desk.coordinator.main_window import MainWindow
from studio.desk.coordinator.own_clause import NewClause, PlaceClause
from studio.desk.coordinator.start import StartAgreement
from studio.desk.coordinator.take_wording import TakeWording
from studio.desk.messages import Decide
from studio.desk.models.library_lines import LOCAL, NEW
from studio.desk.widgets.basics import not_yet
from studio.library.read import load_library
from studio.steps import circulation, drafting, look
from studio.steps import library as steps
from studio.steps.cases import worked_case, worked_cases
from studio.steps.reading import rendering_of
from studio.steps.workspace import create_workspace
from studio.store.records import DraftRecord

SECRET = "four plain sample words"
YORK = "sample-york-1"
OWN_WORDS = "A sentence of our own."


def now() -> datetime:
    return datetime(2026, 10, 2, 9, tzinfo=UTC)


@pytest.fixture
def window(qtbot, tmp_path: Path) -> Iterator[MainWindow]:
    ws = create_workspace(tmp_path / "york.agreements", SECRET, now)
    drafting.start(ws, worked_case("york-pathways").facts.read_text("utf-8"))
    window = MainWindow(now)
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    window.use(ws)
    idle(qtbot, window)
    yield window
    window.close()


def library(qtbot, window: MainWindow):
    window.go("library")
    idle(qtbot, window)
    return window.findChild(QWidget, "page_library")


def compose(qtbot, window: MainWindow):
    window.open_agreement(YORK, "compose")
    idle(qtbot, window)
    return window.findChild(QWidget, "page_compose")


def press(qtbot, window: MainWindow, name: str) -> None:
    found = [one for one in window.findChildren(QPushButton, name) if one.isVisible()]
    assert len(found) == 1, name
    assert not not_yet(found[0]), not_yet(found[0])
    qtbot.mouseClick(found[0], Qt.MouseButton.LeftButton)
    idle(qtbot, window)


def text_shown(qtbot, page) -> str:
    def shown() -> list[QWidget]:
        return [one for one in page.findChildren(QWidget, "library_text") if one.isVisible()]

    qtbot.waitUntil(lambda: len(shown()) == 1)
    return str(shown()[0].toPlainText())


def word_anew(qtbot, window: MainWindow, monkeypatch, page, words: str = OWN_WORDS) -> None:
    def ask(parent, session, clause, title, source):
        made = EditClause(parent, session, clause, title, source)
        made.text.setPlainText(made.text.toPlainText().rstrip() + f"\n1. {words}\n")
        assert not made.ready(), "a reason is missing"
        made.reason.setPlainText("Our solicitor asked for it")
        assert made.ready()
        return made.text.toPlainText(), made.reason.toPlainText()

    monkeypatch.setattr(library_dialogs.EditClause, "ask", ask)
    page.edit()
    idle(qtbot, window)


def test_words_find_a_clause_and_it_opens_with_the_facts_of_the_agreement(qtbot, window) -> None:
    page = library(qtbot, window)
    qtbot.keyClicks(page.search, "legally binding between")
    qtbot.waitUntil(lambda: page.clauses.key() == "binding")
    idle(qtbot, window)
    assert page.clause._title.text() == window.session.ws.library.clauses["binding"].title
    assert "legally binding" in text_shown(qtbot, page)
    page.search.clear()
    page.open("parties")
    idle(qtbot, window)
    assert "Together" in text_shown(qtbot, page), "facts stand in the text"
    assert nameless(window) == []


def reasoned(parent, session, wanted, slot) -> tuple[str, bool]:
    """Fills the dialog as a coordinator does: without a reason it does not close."""
    made = TakeWording(parent, session, wanted, slot)
    assert wanted.alternative.right_when in " ".join(one.text() for one in made.findChildren(QLabel))
    assert not made.ready(), "a reason is missing"
    made.reason.setPlainText("The refuges asked for notice")
    assert made.ready()
    assert not made.everywhere.isChecked(), "other agreements are left alone unless they are meant"
    assert "No other agreement" in made.touched.text()
    return str(made.reason.toPlainText()), made.everywhere.isChecked()


def test_the_inspector_takes_a_wording_in_reserve_and_goes_back(qtbot, window, monkeypatch) -> None:
    monkeypatch.setattr(TakeWording, "ask", reasoned)
    page = compose(qtbot, window)
    before = page.preview.draft().text()

    def inspect() -> None:
        page._box(next(block.key for block in page.preview.draft().blocks if block.clause == "suspension"))
        page.side.inspector.open(on=True)
        idle(qtbot, window)
        qtbot.waitUntil(lambda: any(one.isVisible() for one in window.findChildren(QPushButton, "inspector_library")))

    inspect()
    press(qtbot, window, "inspector_take_suspension-notice")
    assert "stands in place of" in window.message.text()
    ws = window.session.ws
    assert ws.library_today(page.agreement).clauses["suspension"].body == ws.shipped.clauses["suspension-notice"].body
    assert page.preview.draft().text() != before
    inspect()
    shown = " ".join(one.text() for one in page.side.inspector.findChildren(QLabel))
    assert "fall-back · stands here" in shown
    press(qtbot, window, "inspector_restore")
    assert page.preview.draft().text() == before


def test_the_library_page_takes_a_wording_in_reserve_for_the_agreement_shown(qtbot, window, monkeypatch) -> None:
    monkeypatch.setattr(TakeWording, "ask", reasoned)
    page = library(qtbot, window)
    page.open("suspension-notice")
    idle(qtbot, window)
    press(qtbot, window, "library_take_wording")
    assert "stands in place of" in window.message.text()
    assert [each.clause for each in steps.edits_of(window.session.ws)] == ["suspension"]
    page.open("suspension")
    idle(qtbot, window)
    shown = " ".join(one.text() for one in page.findChildren(QLabel) if one.isVisible())
    assert "Worded for sample-york-1 alone: The words of" in shown
    page.open("suspension-notice")
    idle(qtbot, window)
    press(qtbot, window, "library_take_wording")
    assert "stands already" in window.message.text()


def test_words_that_nothing_holds_show_the_nearest(qtbot, window) -> None:
    page = library(qtbot, window)
    page.search.setText("retenshun perriod")
    qtbot.waitUntil(lambda: page.clauses.lines()[0].title.startswith("Nothing has all these words"))
    near = [line for line in page.clauses.lines() if not line.head and line.key != NEW]
    assert 1 <= len(near) <= 3


def test_a_search_that_finds_nothing_offers_a_clause_of_that_name(qtbot, window, monkeypatch) -> None:
    def wrote(parent, shipped, title):
        made = NewClause(parent, shipped, title)
        assert not made.ready(), "text and reason are missing"
        made.text.setPlainText("1. Each partner hands the keys back.")
        made.reason.setPlainText("The house is shared")
        assert made.ready()
        return made.title.text(), made.section.value(), made.text.toPlainText(), made.reason.toPlainText()

    def placed(parent, title, places, after):
        made = PlaceClause(parent, title, places, after)
        assert not made.ready(), "nobody has approved it"
        made.after.choose("binding")
        made.who.setText("Sam Sample, solicitor")
        assert made.ready()
        return made.after.value(), made.who.text()

    monkeypatch.setattr(NewClause, "ask", wrote)
    monkeypatch.setattr(PlaceClause, "ask", placed)
    page = library(qtbot, window)
    page.search.setText("zyxkeys of the house")
    qtbot.waitUntil(lambda: page.clauses.lines()[-1].title == "New clause named “zyxkeys of the house”…")
    page.clauses.select(NEW)
    qtbot.keyClick(page.clauses, Qt.Key.Key_Return)
    idle(qtbot, window)
    qtbot.waitUntil(lambda: page.clause._title.text() == "zyxkeys of the house")
    bars = " ".join(one.text() for one in page.clause.findChildren(QLabel))
    assert "Not approved; used in no agreement." in bars
    press(qtbot, window, "library_place")
    assert "The next draft of 1 agreement has it." in window.message.text()
    assert "hands the keys back" in look.agreement(window.session.ws, YORK).draft.text()
    press(qtbot, window, "library_take_out")
    assert "taken out" in window.message.text()
    assert "hands the keys back" not in look.agreement(window.session.ws, YORK).draft.text()


def test_the_list_is_narrowed_by_section_and_by_law(qtbot, window) -> None:
    page = library(qtbot, window)
    every = len(page.clauses.lines())
    page.sections.select("Retention")
    inside = {line.key for line in page.clauses.lines()}
    assert 0 < len(inside) < every
    page.sections.select("")
    wanted = page.law.itemData(2)
    page.law.choose(wanted)
    cites = [window.session.ws.library.clauses[line.key].law for line in page.clauses.lines() if not line.head]
    assert cites
    assert all(any(cite.cite == wanted for cite in law) for law in cites)


def test_new_wording_makes_a_version_and_what_was_sent_out_stays(qtbot, window, monkeypatch) -> None:
    ws = window.session.ws
    circulation.issue_draft(ws, YORK, date(2026, 10, 16))
    with ws.store.read() as tx:
        sent = tx.load(DraftRecord, YORK, 1)
    before = rendering_of(ws, sent, "isa-multi-agency").draft.text()
    page = library(qtbot, window)
    page.open("binding")
    idle(qtbot, window)
    word_anew(qtbot, window, monkeypatch, page)
    assert "1 agreement keeps the text that was sent out" in window.message.text()
    assert page.clause._local.text() == "Local wording"
    assert "version 1.1" in page.clause._second.text()
    assert rendering_of(ws, sent, "isa-multi-agency").draft.text() == before
    assert OWN_WORDS not in look.agreement(ws, YORK).draft.text()
    page.sections.select(LOCAL)
    assert [line.key for line in page.clauses.lines()] == ["binding"]
    press(qtbot, window, "library_restore")
    assert page.clause._local.text() == ""
    assert steps.edits_of(ws)[0].state == "restored"


def test_an_agreement_after_its_round_is_told_that_the_library_is_newer_and_takes_it(
    qtbot, window, monkeypatch
) -> None:
    ws = window.session.ws
    with ws.store.begin() as tx:
        from studio.steps.reading import work_of

        circulation.record_draft(ws, tx, work_of(tx, YORK))
    steps.take_newest(ws, YORK)  # from now on it keeps to this library
    page = library(qtbot, window)
    page.open("binding")
    idle(qtbot, window)
    word_anew(qtbot, window, monkeypatch, page)
    made = compose(qtbot, window)
    assert "1 clause of the library is newer" in made._lock.text()
    assert OWN_WORDS not in made.preview.toPlainText()
    monkeypatch.setattr(Decide, "ask", lambda *_asked: True)
    press(qtbot, window, "compose_newest")
    idle(qtbot, window)
    assert OWN_WORDS in made.preview.toPlainText()
    assert made._lock_bar.isHidden()


def test_faults_are_named_while_the_wording_is_written_and_nothing_is_saved(qtbot, window) -> None:
    page = library(qtbot, window)
    source = steps.current_source(window.session.ws, "binding")
    made = EditClause(page, window.session, "binding", "Force", source)
    qtbot.addWidget(made)
    made.text.setPlainText("1. See [[no-such-clause]].")
    made._lint()
    idle(qtbot, window)
    assert "no-such-clause" in made._field.problem()
    made.reason.setPlainText("Clearer")
    assert not made.ready()
    made.text.setPlainText(steps.header_of(source)[1])
    assert not made.ready(), "nothing was changed"
    assert "next draft of Information sharing agreement" in made.touched.text()


def test_versions_are_compared_and_uses_are_listed(qtbot, window, monkeypatch) -> None:
    page = library(qtbot, window)
    page.open("binding")
    idle(qtbot, window)
    page.compare()
    assert "Only one wording" in window.message.text()
    word_anew(qtbot, window, monkeypatch, page)
    made = CompareTexts(page, page._view)
    qtbot.addWidget(made)
    assert "underline" in made._text.text()
    assert OWN_WORDS in made._text.accessibleName()
    touched = steps.affected(window.session.ws, "binding")
    where = WhereUsed(page, page._view, {}, touched)
    qtbot.addWidget(where)
    assert {"template:isa-multi-agency", f"agreement:{YORK}"} <= {line.key for line in where.list.lines()}


def test_alternatives_stand_in_order_and_lead_to_each_other(qtbot, window) -> None:
    page = library(qtbot, window)
    clauses = window.session.ws.library.clauses
    first = next(one for one in clauses.values() if one.alternative and one.alternative.rank == 1)
    page.open(first.id)
    idle(qtbot, window)
    others = [
        one.id for one in clauses.values()
        if one.alternative and one.alternative.of == first.alternative.of and one.id != first.id
    ]  # fmt: skip
    press(qtbot, window, f"library_other_{others[0]}")
    assert page.clause._title.text() == clauses[others[0]].title


def test_an_own_check_is_added_as_data_and_found_beside_compose(qtbot, window, monkeypatch) -> None:
    page = library(qtbot, window)

    def ask(parent, session, rows):
        made = OwnRules(parent, session, rows)
        text = made.text.toPlainText().replace("> 12", "> 5")
        return lambda ws: steps.add_check(ws, text)

    monkeypatch.setattr(library_dialogs.OwnRules, "ask", ask)
    press(qtbot, window, "library_own")
    assert page is not None
    made = compose(qtbot, window)
    assert "LOCAL-1" in {one.rule for one in made.all_checks._findings}


def test_a_finding_is_accepted_with_a_reason_shown_and_taken_back(qtbot, window, monkeypatch) -> None:
    page = compose(qtbot, window)
    press(qtbot, window, "checks_all")
    pane = page.all_checks
    assert pane.isVisible()
    found = pane.finding()
    assert found is not None
    assert found.acceptable
    press(qtbot, window, "checks_field")
    if found.clause:
        press(qtbot, window, "checks_clause")
        assert page.preview._boxed

    def ask(parent, finding):
        made = AcceptFinding(parent, finding)
        assert not made.ready(), "a reason is missing"
        made.reason.setPlainText("Known, and looked at in May.")
        assert made.ready()
        return made.role.value(), made.reason.toPlainText()

    monkeypatch.setattr(AcceptFinding, "ask", ask)
    press(qtbot, window, "checks_accept_one")
    idle(qtbot, window)
    (kept,) = drafting.acceptances(window.session.ws, YORK)
    assert (kept.rule, kept.reason) == (found.rule, "Known, and looked at in May.")
    pane.kind.choose("accepted")
    pane.list.select_first()
    assert "Known, and looked at in May." in pane._accepted.text()
    press(qtbot, window, "checks_take_back")
    idle(qtbot, window)
    assert drafting.acceptances(window.session.ws, YORK) == ()
    pane.search.setText("no finding says this")
    assert pane.finding() is None
    assert nameless(window) == []


def test_every_document_of_the_family_can_be_seen_and_each_partners_own(qtbot, window) -> None:
    page = compose(qtbot, window)
    shown = {}
    for template, _title in page._documents.templates:
        if template == "-":
            continue
        page.template.choose(template)
        idle(qtbot, window)
        assert window.message.tone() != "error", f"{template}: {window.message.text()}"
        shown[template] = page.preview.draft().info.template if page.preview.draft() else ""
    assert {"isa-multi-agency", "privacy-notice", "practitioner-card", "consent-adult"} <= set(shown)
    assert shown["practitioner-card"] == "practitioner-card"
    page.template.choose("practitioner-card")
    page.party.choose("council")
    idle(qtbot, window)
    assert page.preview.draft().info.party == "council"
    page.template.choose("isa-multi-agency")
    idle(qtbot, window)
    assert page.party.isHidden()


@pytest.mark.parametrize("case", [one.id for one in worked_cases()])
def test_each_worked_case_starts_with_the_document_it_leads_to(qapp, case: str) -> None:
    dialog = StartAgreement(None, load_library())
    dialog.cases.select(f"case:{case}")
    assert dialog.template.value() == worked_case(case).template
    names = [dialog.template.itemText(row) for row in range(dialog.template.count())]
    assert len(set(names)) == len(names), "two documents of one name cannot be told apart"


def test_a_new_agreement_starts_from_a_worked_case_with_its_template(qtbot, window, monkeypatch) -> None:
    case = next(one for one in worked_cases() if one.id != "york-pathways")

    def asked(self) -> bool:
        self.cases.select(f"case:{case.id}")
        assert self.template.value() == case.template
        return self.ready()

    monkeypatch.setattr(StartAgreement, "asked", asked)
    window.new_agreement()
    idle(qtbot, window)
    page = window.findChild(QWidget, "page_compose")
    assert page.view.template == case.template
    assert page.template.value() == case.template
    assert len(page.view.facts.parties) == case.partners


def test_read_only_nothing_of_the_library_can_be_changed(qtbot, window) -> None:
    window.session.ws.read_only = True
    page = library(qtbot, window)
    for one in (page.own, page.packs, page.clause.edit):
        assert not_yet(one)
    page.edit()
    assert window.findChildren(QPlainTextEdit, "edit_clause_text") == []
    window.session.ws.read_only = False
