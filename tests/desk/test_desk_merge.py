"""The merge page with twelve partners and 214 things to decide, by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from studio.circulation.deferred import Deferred, PutOff, Remark
from studio.circulation.proposal import FactChange, Proposal
from studio.desk.coordinator import merge as merge_page
from studio.desk.coordinator import merge_dialogs
from studio.desk.coordinator.merge import MergePage
from studio.desk.models.merge import items
from studio.desk.models.merge_filter import Filter, counts, in_bulk, kinds_there
from studio.drafting.draft import Block, BlockType, Draft, DraftInfo, DraftStatus, Run
from studio.library.positions import Position
from studio.returns.change import Certainty, Comment, Lost, TextEdit
from studio.steps.background import Background, Settlement
from studio.steps.views import CommentThread, Decided, MergeView
from studio.store.records import ProofRecord

PARTIES = {f"p{n}": name for n, name in enumerate(
    ("Together", "North Yorkshire Police", "York Council", "ICB", "TEWV", "Ambulance", "Probation", "Fire", "Hull", "Leeds",
     "Selby and District Voluntary Service", "Ryedale"))}  # fmt: skip
WORDS = "Each partner keeps what it receives for 24 months and then destroys it."


def draft(number: int = 1) -> Draft:
    blocks = []
    for clause in range(1, 21):
        blocks.append(
            Block(f"c{clause}.0", f"c{clause}", "1.0", BlockType.HEADING, 1, str(clause), (Run(f"Clause {clause}"),))
        )
        blocks += [
            Block(f"c{clause}.{n}", f"c{clause}", "1.0", BlockType.NUMBERED, 2, f"{clause}.{n}",
                  (Run(WORDS[:41]), Run(WORDS[41:50], fact="/terms/keep"), Run(WORDS[50:])))
            for n in range(1, 11)
        ]  # fmt: skip
    info = DraftInfo("t", "T", "T", "T", "", "agreement", DraftStatus.DRAFT, number, date(2026, 11, 23))
    return Draft(info, tuple(blocks))


def proposal(number: int, **more: Any) -> Proposal:
    clause, paragraph = number // 10 + 1, number % 10 + 1
    block, kind = f"c{clause}.{paragraph}", ("replaced", "added", "removed")[number % 3]
    edit = {"replaced": TextEdit(block, 5, 12, "body"), "added": TextEdit(block, 4, 4, f" new{number}"),
            "removed": TextEdit(block, 0, 4, "")}[kind]  # fmt: skip
    made = Proposal(
        f"x{number}", kind, f"c{clause}", block, "partner" if kind == "replaced" else "", f"new{number}", (edit,),
        (f"p{number % 12}",), (), Certainty.ANCHOR, silent=number % 50 == 7,
    )  # fmt: skip
    return replace(made, **more)


def put_off(was: str, fate: str = "fits") -> Deferred:
    remark_then = Remark("p3", "Ask the advocates first.", "They are asked.")
    return Deferred(("a@1", "1"), was, None, ("p4",), "Add it.", (PutOff(1, "Not yet."),), (remark_then,), fate)


def remark(n: int) -> Comment:
    return Comment(str(n), None, "Ann", None, "main", f"c{n + 1}", f"c{n + 1}.1", "", f"Why {n}?", resolved=False)


def view(decided: dict[str, Decided] | None = None, **more: Any) -> MergeView:
    """200 changes, among them a clash of two, one of three and two changes of facts, and 14 comments."""
    found = [proposal(n) for n in range(200)]
    found[11] = replace(
        found[11], clashes=("x12",), block="c2.2", effects=(TextEdit("c2.2", 41, 50, "12 months"),), after="12 months"
    )
    found[12] = replace(
        found[12], clashes=("x11",), block="c2.2", effects=(TextEdit("c2.2", 41, 50, "36 months"),), after="36 months"
    )
    for n in (21, 22, 23):
        others = tuple(f"x{m}" for m in (21, 22, 23) if m != n)
        found[n] = replace(found[n], clashes=others, block="c3.2", effects=(TextEdit("c3.2", 5, 12, f"body {n}"),))
    for n in (31, 32):
        found[n] = replace(found[n], fact=FactChange("/terms/keep", "24 months", f"{n} months", f"{n} months"))
    comments = [CommentThread(f"p{n % 12}/{n}", f"p{n % 12}", remark(n), None) for n in range(14)]
    told = decided or {}
    answered = tuple(replace(each, answer=told.get(each.id)) for each in comments)
    made = MergeView(
        1, draft(), draft(2), tuple(found), told, answered, PARTIES, finished=False, last_act="one change accepted"
    )
    return replace(made, **more)


YES = Decided("accept", "Agreed.", None)


class FakeSession(QObject):
    """Keeps what was asked for instead of doing it."""

    said, changed, acting, crashed = Signal(str, str), Signal(object), Signal(), Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.ws = SimpleNamespace(read_only=False)
        self.done: list[tuple[str, Any]] = []
        self.told: list[str] = []
        self.said.connect(lambda text, _tone: self.told.append(text))

    def read(self, *_args: Any, **_more: Any) -> None: ...

    def do(self, _owner: object, title: str, work: Any, *_more: Any) -> None:
        self.done.append((title, work))


@pytest.fixture
def page(qtbot) -> Iterator[MergePage]:
    made = MergePage(FakeSession())  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.agreement = "york"
    made.resize(1366, 640)
    made.show_view(view())
    made.show()
    qtbot.waitExposed(made)
    made.list.setFocus()
    yield made
    made.close()


def title(page: MergePage) -> str:
    return page.findChild(QLabel, "decision_title").text()


@pytest.fixture
def answers(monkeypatch) -> dict[str, Callable[[Any], bool]]:
    """What each dialog is answered with, by its objectName."""
    given: dict[str, Callable[[Any], bool]] = {}
    monkeypatch.setattr(merge_dialogs.Dialog, "asked", lambda self: given[self.objectName()](self))
    return given


def test_what_to_do_next_is_seen_first(page: MergePage) -> None:
    assert page.findChild(QLabel, "merge_decided").text() == "0 of 214 decided"
    assert page.left.states["open"].text().endswith("Open 214")
    assert page.left.states["clash"].text().endswith("Clashes 5")
    assert page.left.states["fact"].text().endswith("Facts 2")
    assert page.list.key() == page._items[0].key
    assert page.text.boxed() == page._items[0].block


def test_j_and_k_walk_and_list_text_and_question_stay_together(qtbot, page: MergePage) -> None:
    for key, at in ((Qt.Key.Key_J, 1), (Qt.Key.Key_J, 2), (Qt.Key.Key_K, 1)):
        qtbot.keyClick(page.list, key)
        item = page._items[at]
        assert (page.list.key(), page.text.boxed()) == (item.key, item.block)
        assert title(page) == item.title


@pytest.mark.parametrize(
    ("key", "decision"), [("A", "accept"), ("R", "reject"), ("D", "defer"), ("T", "discuss"), ("M", "amend")]
)
def test_each_decision_has_its_key_and_enter_records_it_and_goes_on(
    qtbot, page: MergePage, key: str, decision: str
) -> None:
    page.list.select("x1")
    qtbot.keyClick(page.list, key)
    assert page.panel.decision() == decision
    page.panel.reason.setEditText("Because.")
    qtbot.keyClick(
        page.panel.text if decision == "amend" else page.list, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier
    )
    assert [one for one, _ in page.session.done] == ["Recording the decision"]
    page.show_view(view({"x1": Decided(decision, "Because.", None)}))
    assert page.list.key() == "x2"
    assert page.findChild(QLabel, "merge_decided").text() == f"{0 if decision == 'discuss' else 1} of 214 decided"


def test_a_clash_of_two_stands_side_by_side_and_1_or_2_takes_a_side(qtbot, page: MergePage) -> None:
    page.list.select("x11")
    first, second = (page.panel.findChild(QPushButton, f"decide_side_{n}") for n in (1, 2))
    QApplication.processEvents()
    assert first.mapTo(page, first.rect().topLeft()).x() < second.mapTo(page, second.rect().topLeft()).x()
    assert title(page) == "Two reviewers changed the same words"
    qtbot.keyClick(page.list, "A")
    assert page.panel.decision() == ""
    qtbot.keyClick(page.list, "2")
    page.panel.reason.setEditText("Matches the schedule.")
    recorded: list[Any] = []
    page.panel.recorded.connect(recorded.append)
    qtbot.keyClick(page.list, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert (recorded[0].keys, recorded[0].reject, recorded[0].decision) == (("x12",), ("x11",), "accept")


def test_a_clash_of_three_is_stacked(page: MergePage) -> None:
    page.list.select("x21")
    tops = [page.panel.findChild(QPushButton, f"decide_side_{n}") for n in (1, 2, 3)]
    QApplication.processEvents()
    assert len({one.mapTo(page.panel, one.rect().topLeft()).x() for one in tops}) == 1
    assert title(page) == "Three reviewers changed the same words"


def test_slash_finds_and_escape_goes_back_to_the_list(qtbot, page: MergePage) -> None:
    qtbot.keyClick(page.list, "/")
    assert page.left.search.hasFocus()
    qtbot.keyClicks(page.left.search, "new13")
    assert all("new13" in one.title for one in page.left.shown())
    assert page.left.shown()
    qtbot.keyClick(page.left.search, Qt.Key.Key_Escape)
    assert page.list.hasFocus()


def test_filters_by_reviewer_kind_and_state_come_from_one_menu(page: MergePage) -> None:
    menu = page.left.menu()
    acts = {each.text(): each for each in menu.actions()}
    acts["Comments 14"].trigger()
    assert {one.thread is not None for one in page.left.shown()} == {True}
    page.left.use(Filter(who="p3"))
    assert all("p3" in one.who for one in page.left.shown())
    assert "ICB" in page.left._narrowed.text()


def test_one_decision_for_all_that_is_shown_is_asked_once_with_counts(qtbot, page: MergePage, answers) -> None:
    asked: list[str] = []

    def answer(dialog: Any) -> bool:
        asked.append(" ".join(one.text() for one in dialog.findChildren(QLabel)))
        asked.append(dialog.findChild(QPushButton, "dialog_do").text())
        dialog.decision.choose("reject")
        dialog.reason.setEditText("Not now.")
        return True

    answers["bulk_dialog"] = answer
    page.left.use(Filter(who="p11"))
    qtbot.keyClick(page.list, "A", Qt.KeyboardModifier.ShiftModifier)
    many = len(in_bulk(page.left.shown()))
    assert f"Decide {many} changes" in asked[1]
    assert "2 changes in a clash are never accepted this way; 1 comment is answered one by one" in asked[0]
    assert [one for one, _ in page.session.done] == [f"Deciding {many} changes"]


def test_u_takes_back_and_says_when_there_is_nothing(qtbot, page: MergePage) -> None:
    qtbot.keyClick(page.list, "U")
    assert [one for one, _ in page.session.done] == ["Taking it back"]
    page.show_view(view(last_act=""))
    qtbot.keyClick(page.list, "U")
    assert page.session.told[-1] == "There is nothing to take back."


def test_a_decided_clause_is_folded_and_right_and_left_open_and_close_it(qtbot, page: MergePage) -> None:
    page.left.use(Filter("all"))
    told = {one.key: YES for one in page._items if one.group == page._items[0].group}
    page.show_view(view(told))
    head = f"group:{page._items[0].group}"
    assert head in [line.key for line in page.list.lines() if not line.head]
    assert not {one.key for one in page._items if one.group == page._items[0].group} & {
        line.key for line in page.list.lines()
    }
    page.list.select(head)
    qtbot.keyClick(page.list, Qt.Key.Key_Right)
    assert page.list.key() == page._items[0].key
    qtbot.keyClick(page.list, Qt.Key.Key_Left)
    assert page.list.key() == head


def test_finish_lists_what_is_open_and_goes_there(page: MergePage, answers) -> None:
    told = {one.key: YES for one in items(view()) if one.key != "x77"}
    page.show_view(view(told), ("Ambulance",))
    lines: list[str] = []

    def answer(dialog: Any) -> bool:
        lines.extend(line.title for line in dialog.list.lines())
        dialog.list.select("x77")
        return True

    answers["open_dialog"] = answer
    page.finish()
    assert lines[1:] == ["Ambulance has not answered"]
    assert page.list.key() == "x77"


def test_when_all_is_decided_looking_at_the_next_draft_is_the_primary_thing(page: MergePage) -> None:
    page.show_view(view({one.key: YES for one in page._items}))
    assert page.findChild(QLabel, "merge_decided").text() == "All 214 decided"
    assert (page.preview_button.property("kind"), page.preview_button.text().strip()) == ("primary", "Preview draft 2")
    page.preview_button.click()
    assert page.text.draft() == draft(2)
    assert page.finish_button.property("kind") == "primary"


def test_facts_the_librarys_position_and_earlier_settlements_are_in_view(page: MergePage) -> None:
    ranked = Position("c1", "Two years", 1, "most partnerships", False, (), True)  # noqa: FBT003
    settled = Settlement("Hull Street Triage", 1, "24 months", "12 months", "Accepted", "Shorter is better.")
    page._show_background(("york", {"c1": Background("c1", "Keeping", "Ask for the reason.", (ranked,), (settled,))}))
    page.list.select("x1")
    QApplication.processEvents()
    said = " ".join(one.text() for one in page.panel.background.findChildren(QLabel) if not one.isHidden())
    for words in (
        "Two years · preferred · stands here",
        "most partnerships",
        "Ask for the reason.",
        "Hull Street Triage",
        "Shorter",
    ):
        assert words in said
    assert page.panel.background.findChild(QWidget, "background_fact:/terms/keep") is not None


def test_all_of_it_counts_once(page: MergePage) -> None:
    there = counts(page._items)
    assert (there["open"], there["all"], there["clash"]) == (214, 214, 5)
    assert sum(many for kind, _, many in kinds_there(page._items) if kind != "silent") == 214
    assert merge_page.NAMED == 4


def test_the_kind_of_answer_is_shown_and_another_can_be_chosen(qtbot, page: MergePage, monkeypatch) -> None:
    seen: list[dict[str, Any]] = []
    monkeypatch.setattr("studio.steps.deciding.decide", lambda *_args, **more: seen.append(more))
    page.show_view(view(types={"x1": "agree_with_change"}))
    page.list.select("x1")
    assert page.panel.beside.type.currentText() == "Agrees, with a change"
    for kind in ("", "object"):
        if kind:
            page.panel.beside.type.choose(kind)
        page.panel.choose("reject")
        page.panel.reason.setEditText("Because.")
        page.panel.commit()
        page.session.done[-1][1](None, None)
        page.list.select("x1")
    assert [each["comment_type"] for each in seen] == ["", "object"]


def test_an_item_is_withheld_with_a_reason_and_shown_again(page: MergePage, answers, monkeypatch) -> None:
    seen: list[tuple[Any, ...]] = []
    monkeypatch.setattr("studio.steps.withholding.withhold", lambda *args: seen.append(args[1:]))
    monkeypatch.setattr("studio.steps.withholding.show_to_all", lambda *args: seen.append(args[1:]))
    page.list.select("x1")
    button = page.findChild(QPushButton, "decide_withhold")
    assert not page.findChild(QLabel, "withheld_says").isVisibleTo(page)

    def why(dialog: Any) -> bool:
        assert not dialog.ready()  # without a reason nothing is withheld
        dialog.reason.setPlainText("It would identify one person.")
        return bool(dialog.ready())

    answers["remark_dialog"] = why
    button.click()
    page.session.done[-1][1](None, None)
    page.show_view(view(withheld={"x1": "It would identify one person."}))
    page.list.select("x1")
    assert page.findChild(QLabel, "withheld_says").text().endswith("They are told: It would identify one person.")
    button.click()
    page.session.done[-1][1](None, None)
    assert seen == [("york", ["x1"], "It would identify one person."), ("york", ["x1"])]


def test_a_finished_round_withholds_nothing(page: MergePage) -> None:
    page.show_view(view(finished=True))
    page.list.select("x1")
    page.findChild(QPushButton, "decide_withhold").click()
    assert page.session.done == []


def test_only_an_accepted_wording_is_proposed_to_the_library(page: MergePage, answers, monkeypatch) -> None:
    seen: list[tuple[Any, ...]] = []
    monkeypatch.setattr("studio.steps.to_library.propose_to_library", lambda *args: seen.append(args[1:]))
    button = page.findChild(QPushButton, "decide_to_library")
    page.list.select("x1")
    button.click()
    assert page.session.done == []
    page.use_filter("all")
    page.show_view(view({"x1": YES}))
    page.list.select("x1")

    def why(dialog: Any) -> bool:
        dialog.reason.setPlainText("Clearer for everyone.")
        return True

    answers["remark_dialog"] = why
    button.click()
    page.session.done[-1][1](None, None)
    assert seen == [("york", "x1", "Clearer for everyone.")]
    page.list.select("p1/1")
    assert not button.isVisibleTo(page)  # a comment is no wording


def test_a_failed_proof_is_told_above_the_changes(page: MergePage) -> None:
    told = page.findChild(QLabel, "merge_failed_proof")
    holds = ProofRecord("york", 1, "import", "a", holds=True, says="All is well.", proved_at="")
    page.show_view(view(proofs=(holds,)))
    assert not told.isVisibleTo(page)
    page.show_view(view(proofs=(holds, replace(holds, subject="b", holds=False, says="Clause 4 reads otherwise."))))
    assert told.isVisibleTo(page)
    assert "Clause 4 reads otherwise." in told.text()
    assert "All is well." not in told.text()


def test_what_was_put_off_stands_on_top_with_who_when_and_why(page) -> None:
    known = {"x150": put_off("p1"), "p5/5": put_off("a/5")}
    page.show_view(view(deferred=known, there=(put_off("p2", "there"),)))
    assert [one.key for one in page._items[:2]] == ["p5/5", "x150"]
    assert {one.group for one in page._items[:2]} == {"Put off in round 1"}
    assert "Put off in round 1" not in {one.group for one in page._items[2:]}
    page.list.select("x150")
    said = [one.text() for one in page.panel.findChildren(QLabel)]
    assert "Put off in round 1: Not yet." in said
    assert "ICB: “Ask the advocates first.”. Answered then: They are asked." in said
    assert page.strip.there.text() == "Put off before, and in this draft already: Add it."
    page.use_filter("earlier")
    assert {one.key for one in page.left.shown()} == set(known)


def test_words_that_are_gone_are_worded_anew_from_what_the_paragraph_says_now(page) -> None:
    gone = replace(proposal(150), kind="lost", effects=(Lost("gone"),))
    found = tuple(gone if one.id == gone.id else one for one in view().proposals)
    page.show_view(view(proposals=found, deferred={gone.id: put_off("p1", "lost")}))
    page.list.select(gone.id)
    page.panel.choose("accept")
    assert page.panel.decision() == ""
    page.panel.choose("amend")
    assert page.panel.amend_text().toPlainText() == WORDS
    page.panel.reason.setEditText("Agreed in the meeting.")
    page.panel.commit()
    assert len(page.session.done) == 1
