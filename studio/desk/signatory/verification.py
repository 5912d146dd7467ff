"""The verdict on a signed file: one sentence over the whole width, then each signature, then what was found."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QMainWindow, QVBoxLayout, QWidget

from studio.desk import files, settings, style, words
from studio.desk.jobs import Jobs
from studio.desk.messages import Crash, crash_report
from studio.desk.models.lines import Line, Part
from studio.desk.widgets.bars import Band, ProgressLine
from studio.desk.widgets.basics import Ground, boxed, button, clear, column, hairline, label, row, scrolled, splitter
from studio.desk.widgets.marks import Badge, IconLabel
from studio.desk.widgets.rows import RowList
from studio.desk.widgets.top import TopBar
from studio.errors import StudioError
from studio.signing.report import Indication, SignatureReport, Verification

WORDS = (
    ("Good", "signed", "sound, and we know whose it is"), ("Good then", "neutral", "sound for an earlier state of the file"),
    ("Unknown person", "warning", "sound, but nobody has confirmed whose it is"),
    ("Other text", "error", "not over the text that was agreed"),
)  # fmt: skip


class VerificationWindow(QMainWindow):
    """Checks a file without a network; no verdict is shown before the end."""

    def __init__(self, path: Path, clock: Callable[[], datetime], trust: Sequence[bytes] = ()) -> None:
        super().__init__()
        self.setObjectName("verification_window")
        self.setWindowTitle(f"Check of {path.name} – Agreement Studio")
        self._path, self._clock, self._trust = path, clock, tuple(trust)
        self._result: Verification | None = None
        self.jobs, self.progress = Jobs(self), ProgressLine()
        self.jobs.started.connect(self.progress.follow)
        self.jobs.ended.connect(self.progress.ended)
        other = button("Check another file…", "open", "", "verify_other", self._other)
        trusting = button("Add a known certificate…", "identity", "", "verify_trust", self._add_trust)
        self._top = TopBar(f"Check of {path.name}", trusting, other)
        self.band = Band("verdict")
        self.rows = RowList("verify_rows", "Signatures", tall=60)
        self.rows.chosen.connect(self._choose)
        self._count = label("", "quiet")
        left = column(gap=6, margins=(8, 16, 8, 0))
        left.addLayout(row(label("Signatures", "section"), self._count, "stretch", margins=(24, 0, 24, 0)))
        left.addWidget(self.rows, 1)
        left.addWidget(hairline())
        left.addLayout(_legend())
        self._side: QVBoxLayout = column(gap=8, margins=(24, 20, 24, 16))
        side = QWidget()
        side.setLayout(self._side)
        panes = splitter(boxed(left, "surface"), scrolled(side, "sunken"), sizes=(1050, 390), stretch=0)
        whole = Ground("surface")
        box = column(self._top, hairline(), self.band, hairline(), panes, self.progress, gap=0)
        box.setStretch(4, 1)
        whole.setLayout(box)
        self.setCentralWidget(whole)
        self.resize(1440, 900)
        self.restoreGeometry(settings.geometry("verification"))
        self._check()

    def _check(self) -> None:
        path, trust, at = self._path, self._trust, self._clock()
        self.band.show_verdict("neutral", "waiting", "Checking", path.name)

        def work(_report: object) -> tuple[Verification, dict[str, str]]:
            from studio.steps.opened import check_signed, places_in

            result = check_signed(path, trust, at)
            return result, places_in(path) if result.unsigned_fields else {}

        self.jobs.start(
            f"Checking {path.name}", work, owner=self, then=lambda found: self.show_result(*found),
            failed=self._cannot, pool="free",
        )  # fmt: skip

    def _cannot(self, error: Exception) -> None:
        if not isinstance(error, StudioError):
            Crash.tell(self, crash_report(error))
            return
        self.band.show_verdict("neutral", "unknown", "Cannot be verified", str(error))

    def show_result(self, result: Verification, places: Mapping[str, str] = MappingProxyType({})) -> None:
        """Show the verdict; what is bad or unknown stands first. `places`: whose each empty field is."""
        self._result = result
        self.band.show_verdict(*verdict_of(result))
        signatures = [one for one in result.signatures if one.kind == "signature"]
        self._count.setText(str(len(signatures) + len(result.unsigned_fields)))
        lines = [signature_line(one) for one in signatures]
        empty = (Part("Not signed", width=130, tone="text2"), Part("", width=250))
        lines += [
            Line(f"empty:{name}", places.get(name, name), "This field is empty.", "not_started", "text3", parts=empty)
            for name in result.unsigned_fields
        ]
        self.rows.set_lines(lines)
        self.rows.select_first()
        self._choose(self.rows.key())

    def _choose(self, key: str) -> None:
        if self._result is None:
            return
        clear(self._side)
        found = next((one for one in self._result.signatures if one.field == key), None)
        if found is not None:
            self._show_signature(found)
        self._side.addSpacing(style.px(8))
        self._side.addWidget(label("What was checked", "section"))
        fields = {one.field for one in self._result.signatures}
        for problem in self._result.problems:
            if problem.object in fields and problem.object != key:
                continue
            self._point(
                "error" if not problem.code.startswith(("trust-", "time-", "algorithm-")) else "warning",
                problem.sentence,
            )
        if not self._result.problems:
            self._point("done", "Nothing was changed that may not be changed, and every signature is sound.")
        said = {
            "identical-prefix": "The file begins with exactly the bytes that were sent.",
            "differs": "The file does not begin with the bytes that were sent.",
        }
        if self._result.sent in said:
            self._point("done" if self._result.sent == "identical-prefix" else "error", said[self._result.sent])
        self._side.addStretch(1)
        self._side.addWidget(
            label(
                f"Checked on this computer, without a network, {words.moment(self._clock().isoformat())}.",
                "second",
                wrap=True,
            )
        )

    def _show_signature(self, one: SignatureReport) -> None:
        self._side.addWidget(label(one.signer.name, "pane", wrap=True))
        self._side.addWidget(label(one.signer.organisation, "second", wrap=True))
        word, tone = word_of(one)
        self._side.addLayout(row(Badge(word, tone), "stretch"))
        self._side.addWidget(label(one.sentence, wrap=True))
        for name, said in (("Level", one.level), ("Fingerprint", one.signer.sha256)):
            self._side.addWidget(label(name, "small"))
            line = label(said, wrap=True)
            if name == "Fingerprint":
                line.setText(" ".join(said[at : at + 8] for at in range(0, len(said), 8)))
                line.setFont(style.mono(12))
            self._side.addWidget(line)

    def _point(self, icon: str, said: str) -> None:
        tone = {"done": "signed", "warning": "warning"}.get(icon, "error")
        line = row(IconLabel(icon, tone, 18), gap=10)
        line.addWidget(label(said, wrap=True), 1)
        self._side.addLayout(line)

    def _other(self) -> None:
        path = files.ask_open(self, "Check a signed file", files.PDF)
        if path is not None:
            self._path = path
            self._top.said.setText(f"Check of {path.name}")
            self._check()

    def _add_trust(self) -> None:
        path = files.ask_open(self, "A certificate whose owner you know", "Certificates (*.pem *.cer *.crt *.der)")
        if path is not None:
            from studio.steps.files import read_file

            try:
                self._trust = (*self._trust, read_file(path))
            except StudioError as error:
                self._cannot(error)
                return
            self._check()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        settings.save_geometry("verification", self.saveGeometry())
        self.jobs.close()
        super().closeEvent(event)


def verdict_of(result: Verification) -> tuple[str, str, str, str]:
    """Tone, icon, the sentence, and the next one. Green only for what is good; never for what is unknown."""
    head, _stop, rest = result.sentence.partition(". ")
    head = head.rstrip(".")
    if result.indication == Indication.PASSED:
        return ("signed" if result.complete else "neutral"), "good", head, rest
    if result.indication == Indication.FAILED:
        said = result.sentence.removeprefix("Do not rely on this file.").strip()
        return "error", "bad", "Do not rely on this file", said
    if not result.signatures and not rest:
        rest = "Nothing can be said about its signatures. Ask the sender for the file again, and keep this one."
    return ("warning" if result.signatures else "neutral"), "unknown", head, rest


def word_of(one: SignatureReport) -> tuple[str, str]:
    """Good, Good then, Unknown person or Other text, with its colour."""
    if one.integrity == "broken" or one.indication == Indication.FAILED:
        return "Other text", "error"
    if one.modifications == "other":
        return "Good then", "neutral"
    return ("Good", "signed") if one.trust else ("Unknown person", "warning")


def signature_line(one: SignatureReport) -> Line:
    word, tone = word_of(one)
    icon = {"Good": "good", "Good then": "good_then", "Unknown person": "unknown"}.get(word, "bad")
    when = words.moment(one.best_signature_time or one.claimed_signing_time or "")
    parts = (
        Part(word, width=130, tone=tone if tone != "neutral" else "text2", strong=True),
        Part(when, width=250, right=True, tone="text2"),
    )
    return Line(
        one.field,
        f"{one.signer.name}, {one.signer.organisation}",
        one.sentence,
        icon,
        tone if tone != "neutral" else "text2",
        parts=parts,
    )


def _legend() -> QVBoxLayout:
    box = column(label("What the words mean", "section"), gap=6, margins=(24, 12, 24, 16))
    grid = QGridLayout()
    grid.setHorizontalSpacing(style.px(12))
    for number, (word, tone, says) in enumerate(WORDS):
        place = number % 2 * 2
        grid.addWidget(Badge(word, tone), number // 2, place)
        grid.addWidget(label(says, "second"), number // 2, place + 1)
        grid.setColumnStretch(place + 1, 1)
    box.addLayout(grid)
    return box


_open: list[VerificationWindow] = []


def open_check(path: Path, clock: Callable[[], datetime], trust: Sequence[bytes] = ()) -> VerificationWindow:
    """Open the verdict on a file in a window of its own."""
    window = VerificationWindow(path, clock, trust)
    _open[:] = [one for one in _open if one.isVisible()]
    _open.append(window)
    app = QApplication.instance()
    if app is not None:
        window.show()
    return window
