"""York Pathways at the desk, by clicks and keys alone, from an empty workspace to the last signature."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hands import Answering, Clock, Hands, Watch
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QLabel
from ruamel.yaml import YAML
from secrecy import looked_for, open_words

import studio
from studio.desk.app import open_window
from studio.desk.models.merge_filter import Filter
from studio.library.shipped import content

CASES = content() / "templates" / "cases"
CASE = CASES / "york-pathways"
WORDS = "four plain sample words"
COORDINATOR_WORDS = "the coordinator's own words"
SIGNATORY_WORDS = "words of a chief executive"

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("dressed", "no_crash")]


@pytest.fixture
def story() -> dict[str, Any]:
    found: dict[str, Any] = YAML(typ="safe", pure=True).load((CASE / "story.yaml").read_text("utf-8"))
    return found


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Callable[[], list[Any]]]:
    """The command line's own demo, played meanwhile by a process of its own; calling it waits and gives its history."""
    folder, said = tmp_path / "demo", tmp_path / "demo.txt"
    environment = {**os.environ, "PYTHONPATH": str(Path(studio.__file__).parents[1])}
    with said.open("w") as out:
        command = [sys.executable, "-m", "studio", "demo", str(folder)]
        played = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, env=environment)

    def ended() -> list[Any]:
        assert played.wait() == 0, said.read_text("utf-8")
        words = (folder / "identities" / "passphrases" / "workspace.txt").read_text("utf-8").strip()
        return history_of(folder / "york.agreements", words)

    yield ended
    played.kill()
    played.wait()


def history_of(path: Path, words: str) -> list[Any]:
    from studio.steps import look
    from studio.steps.workspace import open_workspace

    ws = open_workspace(path, words, read_only=True)
    try:
        return look.history(ws)
    finally:
        ws.close()


def test_the_desk_plays_the_story_to_the_last_signature_with_the_history_of_the_command_line(
    qtbot: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, story: dict[str, Any], demo: Callable[[], list[Any]]
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    journey = Journey(Hands(qtbot, monkeypatch), story, tmp_path)
    journey.begin()
    journey.compose()
    journey.circulate()
    journey.take_returns()
    journey.chase()
    journey.decide()
    journey.nothing_lies_open()
    journey.agree()
    journey.freeze()
    journey.sign()
    journey.confirm()
    journey.enter()
    journey.nothing_lies_open()
    journey.hands.window.close()
    journey.nothing_lies_open()
    mine, theirs = history_of(journey.workspace, WORDS), demo()
    journey.watch.part("waiting for the demo")
    print("; ".join(journey.watch.parts))
    assert [told(each) for each in mine] == [told(each) for each in theirs]
    for step in ("finish", "freeze"):
        one, other = (next(each for each in entries if each.step == step) for entries in (mine, theirs))
        assert text_of(one.detail) == text_of(other.detail), f"after {step} the text is another"


def told(entry: Any) -> tuple[str, str, str, str]:
    return entry.at, entry.step, entry.agreement, entry.subject


def text_of(detail: str) -> str:
    found = json.loads(detail)
    return str(found.get("text") or found.get("sha256"))


class Journey:
    """One coordinator and six chief executives, each with a window of their own."""

    def __init__(self, hands: Hands, story: dict[str, Any], place: Path) -> None:
        self.hands, self.story, self.folder = hands, story, place / "desk"
        self.private = (place / "work", place / "settings", place / "temporary")
        self.days: dict[str, str] = story["days"]
        self.clock = Clock(self.days["start"])
        self.workspace = place / "work" / "york.agreements"
        self.words: dict[str, list[str]] = {}
        self.watch = Watch()
        self.folder.mkdir()
        self.workspace.parent.mkdir()
        self.desk = open_window(None, self.clock)
        hands.qtbot.addWidget(self.desk)
        hands.at(self.desk)

    def page(self) -> Any:
        return self.desk._pages["agreement"].page()  # type: ignore[attr-defined]

    def nothing_lies_open(self) -> None:
        """Where the program keeps its own files, no word of the agreement and no passphrase can be read."""
        if not (wanted := self.folder / "looked-for.json").exists():
            words = [block.text for block in self.page().view.draft.walk()]
            facts = (CASES / "york-pathways.yaml").read_text("utf-8").splitlines()
            wanted = looked_for(self.folder, [WORDS, COORDINATOR_WORDS, SIGNATORY_WORDS], words + facts)
        assert open_words(wanted, *self.private) == {}
        assert not [each for each in self.private[2].rglob("*") if each.is_file()]
        self.watch.part("searching the disk")

    # --- the coordinator -----------------------------------------------------------------------------------------

    def begin(self) -> None:
        """An empty workspace with a passphrase."""
        self.hands.choose(self.workspace)
        fill = lambda box: box.write(passphrase=WORDS, passphrase_again=WORDS)  # noqa: E731
        with self.hands.answer("passphrase_dialog", fill):
            self.hands.click("welcome_new")
        assert self.workspace.exists()
        self.watch.part("new workspace")

    def compose(self) -> None:
        """A new agreement from the facts file."""
        self.hands.choose(CASES / "york-pathways.yaml")
        with self.hands.answer("start_dialog", lambda box: box.click("start_file")):
            self.hands.click("home_empty_new")
        assert self.page().objectName() == "page_compose"
        self.watch.part("compose")

    def circulate(self) -> None:
        """Draft 1 goes out; the letters are saved."""
        due = date.fromisoformat(self.days["due"])

        def fill(box: Answering) -> None:
            box.find("issue_due").setDate(QDate(due.year, due.month, due.day))

        self.hands.click("tab_circulate")
        with self.hands.answer("issue_dialog", fill):
            self.hands.click("circulate_empty_issue")
        letters = self.folder / "letters"
        letters.mkdir()
        self.hands.choose(letters)
        self.hands.click("circulate_save")
        assert {each.suffix for each in letters.iterdir()} == {".docx", ".eml"}
        assert len(list(letters.iterdir())) == 12
        self.watch.part("circulate")

    def take_returns(self) -> None:
        for each in self.story["returns"]:
            self.clock.day(each["day"])
            self.hands.choose([CASE / "returns" / each["file"]])
            self.hands.click("circulate_open")
            assert "changes and" in self.hands.said(), self.hands.said()
        assert self.hands.find("circulate_back", QLabel).text() == "5 of 6"
        self.watch.part("returns")

    def chase(self) -> None:
        """The sixth is reminded, has not answered, and telephones."""
        silent = self.story["silent"]
        self.clock.day(silent["reminded"])
        self._partner(silent["party"])
        reminder = self.folder / "reminder.eml"
        self.hands.choose(reminder)
        self.hands.click("partner_remind")
        assert reminder.read_bytes().startswith(b"X-Unsent") or b"X-Unsent: 1" in reminder.read_bytes()
        self.clock.day(silent["recorded"])
        self.hands.click("partner_no_response")
        self.clock.day(silent["telephoned"])
        self._note(silent["note"])
        self.watch.part("chase")

    def _partner(self, party: str) -> None:
        row = next(each for each in self.page().view.rows if each.party == party)
        self.hands.row("circulate_rows", row.recipient)

    def _note(self, text: str) -> None:
        def fill(box: Answering) -> None:
            box.write(telephone_text=text)
            box.click("telephone_agrees")
            assert box.find("telephone_agrees").isChecked()

        with self.hands.answer("telephone_dialog", fill):
            self.hands.click("partner_telephone")

    def decide(self) -> None:
        """Every change in the order of the list, then every comment; a clash is settled from the side that is kept."""
        self.clock.day(self.days["decided"])
        self.hands.click("tab_merge")
        page = self.page()
        proposals, comments = page.view.proposals, page.view.comments
        rules = {each.id: self._rule(each) for each in proposals}
        for each in proposals:
            rule = rules[each.id]
            keeps = any(rules[other]["decision"] != "reject" for other in each.clashes)
            if rule["decision"] == "reject" and keeps:
                continue  # it falls with the side that is kept
            self._settle(each.id, rule)
        for each in comments:
            reason = next(rule["reason"] for rule in self.story["answers"] if each.id.startswith(rule["from"]))
            self._settle(each.id, {"decision": "accept", "reason": reason})
        assert self.hands.find("merge_decided", QLabel).text() == f"All {len(proposals) + len(comments)} decided"
        self.watch.part("decide")
        with self.hands.answer("decide_dialog"):
            self.hands.click("merge_finish")
        self.watch.part("finish")

    def _rule(self, proposal: Any) -> dict[str, Any]:
        text = f"{proposal.before} {proposal.after}"
        return next(
            rule
            for rule in self.story["decisions"]
            if ("from" not in rule or any(who.startswith(rule["from"]) for who in proposal.reviewers))
            and rule["words"] in text
            and rule.get("kind", proposal.kind) == proposal.kind
        )

    def _settle(self, key: str, rule: dict[str, Any]) -> None:
        """Choose the line, press the decision's letter, write words and reason, Ctrl+Return."""
        settled = next(one.choice for one in self.page()._items if one.key == key)
        if settled:  # a partner's own details: taken at once, shown among what is decided
            self.page().left.use(Filter("all"))
            self.page().left.show_items(self.page()._items, key)
        self.hands.row("merge_list", key)
        letter = {"accept": Qt.Key.Key_A, "reject": Qt.Key.Key_R, "amend": Qt.Key.Key_M}[rule["decision"]]
        self.hands.key(letter)
        assert self.page().panel.decision() == rule["decision"]
        if rule["decision"] == "amend":
            self.hands.write(self.hands.find("decide_text"), rule["text"])
        self.hands.write(self.hands.find("decide_reason"), rule["reason"])
        before = self._decided()
        self.hands.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        assert self._decided() > before or settled, f"{key}: {self.hands.said()}"
        if settled:
            self.page().left.use(Filter())

    def _decided(self) -> int:
        said = self.hands.find("merge_decided", QLabel).text().split()
        return int(said[0]) if said[0].isdigit() else int(said[1])

    def agree(self) -> None:
        """Each partner agrees to draft 2 by its own word."""
        self.clock.day(self.days["agreed"])
        self.hands.click("tab_circulate")
        for each in self.story["agreements"]:
            self._partner(each["party"])
            self._note(each["note"])
        self.watch.part("agree")

    def freeze(self) -> None:
        """The text is frozen; the coordinator makes an identity and certifies the file."""
        self.clock.day(self.days["frozen"])
        self.hands.click("tab_sign")
        with self.hands.answer("decide_dialog"):
            self.hands.click("sign_freeze")
        who, identity = self.story["coordinator"], self.folder / "coordinator.p12"
        self.hands.choose(identity)
        with self.hands.answer("new_identity_dialog", lambda box: box.write(
            identity_name=who["name"], identity_organisation=who["organisation"],
            identity_passphrase=COORDINATOR_WORDS, identity_again=COORDINATOR_WORDS,
        )):  # fmt: skip
            self.hands.click("sign_new_identity")
        assert identity.exists()

        def fill(box: Answering) -> None:
            self.hands.choose(identity)
            box.click("use_identity_file")
            box.write(use_identity_passphrase=COORDINATOR_WORDS)

        with self.hands.answer("use_identity_dialog", fill):
            self.hands.click("sign_prepare")
        self.watch.part("freeze and certify")

    # --- the chief executives ------------------------------------------------------------------------------------

    def sign(self) -> None:
        """Each signs in a window of their own on the file as it was sent on; the coordinator takes it in."""
        for number, each in enumerate(self.story["signatories"]):
            self.clock.day(each["day"])
            sent = self.folder / f"to-{each['party']}.pdf"
            self.hands.choose(sent)
            self.hands.click("sign_save")
            signed = self._signatory(each, sent)
            self.hands.choose(signed)
            self.hands.click("sign_drop_choose")
            assert len([one for one in self.page().view.lines if one.state == "signed"]) == number + 1, (
                self.hands.said()
            )
        self.watch.part("six signatures")

    def _signatory(self, who: dict[str, Any], sent: Path) -> Path:
        hands, before = self.hands, sent.read_bytes()
        window = open_window(sent, self.clock)
        hands.at(window)
        identity, signed = self.folder / f"{who['party']}.p12", self.folder / f"{who['party']}-signed.pdf"
        secret = SIGNATORY_WORDS
        self._say_who(who["party"])
        hands.click("signatory_tick")
        hands.choose(identity)
        with hands.answer("new_identity_dialog", lambda box: box.write(
            identity_passphrase=secret, identity_again=secret,
        )):  # fmt: skip
            hands.click("signatory_new")
        said = hands.find("signatory_identity", QLabel).text()
        assert identity.exists(), hands.find("signatory_below", QLabel).text()
        self.words[who["party"]] = said.partition("\n")[2].split()
        hands.choose(signed)
        with hands.answer("use_identity_dialog", lambda box: box.write(use_identity_passphrase=secret)):
            hands.click("signatory_sign")
        assert hands.find("signatory_done", QLabel).text() == "You have signed"
        window.close()
        window.deleteLater()
        assert sent.read_bytes() == before
        hands.at(self.desk)
        return signed

    def _say_who(self, party: str) -> None:
        """Choose the place in the list by keyboard; the last to sign is not asked."""
        if not [one for one in self.hands.window.findChildren(QLabel) if one.text() == "Who are you?"]:
            return
        who = self.hands.find("signatory_who")
        if who.count() > 6:  # the first of them takes the wrong name with one key, and finds the way back
            who.setFocus()
            self.hands.qtbot.keyClick(who, Qt.Key.Key_Down)
            self.hands.settle()
            self.hands.click("signatory_who_again")
            who = self.hands.find("signatory_who")
            assert not who.value()
        steps = who.findData(f"sign.{party}") - who.currentIndex()
        who.setFocus()
        who.showPopup()
        for _ in range(steps):
            self.hands.qtbot.keyClick(who.view(), Qt.Key.Key_Down)
        self.hands.qtbot.keyClick(who.view(), Qt.Key.Key_Return)
        self.hands.settle()

    # --- confirming ----------------------------------------------------------------------------------------------

    def confirm(self) -> None:
        """The words of each certificate, read out over the telephone."""
        self.clock.day(self.days["entered"])
        for each in self.story["signatories"]:
            self.hands.row("sign_rows", each["party"])
            words = self.words[each["party"]]
            self.hands.write(self.hands.find("enrol_first"), " ".join(words[:4]))
            self.hands.write(self.hands.find("enrol_last"), " ".join(words[-4:]))
            self.hands.write(self.hands.find("enrol_by"), self.story["coordinator"]["name"])
            self.hands.click("enrol_confirm")
        assert {one.trust for one in self.page().view.lines} == {"confirmed"}
        self.watch.part("confirm")

    def enter(self) -> None:
        self.hands.click("tab_in_force")
        with self.hands.answer("decide_dialog"):
            self.hands.click("in_force_enter")
        assert self.hands.find("gate_sentence", QLabel).text() == "In the register"
        self.watch.part("enter")
