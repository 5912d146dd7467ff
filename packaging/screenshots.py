"""Pictures of every page, light and dark, from real workspaces: docs/pictures/*.png.

Usage: python packaging/screenshots.py [OUT] [--size 1366x768] [--round]    (--round: merge and the reviewer's view alone)

The sample story is played twice: by the command line to its end, for signing, register and verification, and here
only as far as merging, for the pages before. Nothing is drawn that a user would not see.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QWidget
from screenshots_signatory import first_signature

from studio.desk import app as desk
from studio.desk import settings, style
from studio.desk.coordinator.main_window import MainWindow
from studio.desk.signatory.verification import VerificationWindow
from studio.library.shipped import content
from studio.steps import circulation, drafting
from studio.steps.workspace import Workspace, create_workspace, open_workspace

CASE = content() / "templates" / "cases" / "york-pathways"
SECRET = "four plain sample words"
TABS = ("compose", "circulate", "merge", "sign", "in_force", "documents", "history")


class Camera:
    """Waits until a window has nothing left to do, then keeps its picture."""

    def __init__(self, app: QApplication, out: Path, scheme: str, size: tuple[int, int]) -> None:
        self.app, self.out, self.scheme, self.size = app, out, scheme, size

    def settle(self, window: QWidget) -> None:
        quiet, ends = 0, time.monotonic() + 120
        while quiet < 8 and time.monotonic() < ends:
            self.app.processEvents()
            quiet = 0 if window.jobs.busy() else quiet + 1  # type: ignore[attr-defined]
            time.sleep(0.01)

    def take(self, window: QWidget, name: str) -> None:
        self.settle(window)
        path = self.out / f"{name}{'' if self.scheme == 'light' else '-dark'}.png"
        window.grab().save(str(path))
        with Image.open(path) as picture:  # a palette is enough for a page and a third of the size
            small = picture.convert("RGB").quantize(255)
        small.save(path, optimize=True)
        print(path, flush=True)

    def shown(self, window: QWidget) -> QWidget:
        window.resize(*self.size)
        window.show()
        self.settle(window)
        return window


def at(day: str) -> Callable[[], datetime]:
    return lambda: datetime.fromisoformat(f"{day}T09:00:00+00:00").astimezone(UTC)


def merging(folder: Path) -> Path:
    """A workspace in the middle of the first round: five returns in, one reviewer late."""
    path, days = folder / "york.agreements", ["2026-10-02"]

    def clock() -> datetime:
        return at(days[-1])()

    ws = create_workspace(path, SECRET, clock)
    agreement, _changed = drafting.start(ws, CASE.with_suffix(".yaml").read_text("utf-8"))
    circulation.issue_draft(ws, agreement, date(2026, 10, 16))
    days.append("2026-10-14")
    for each in sorted((CASE / "returns").glob("*.docx")):
        circulation.receive_return(ws, agreement, each.read_bytes(), each.name)
    ws.close()
    return path


def story(folder: Path) -> Path:
    """The whole sample story by the command line; gives its folder."""
    from studio.cli.main import run

    with contextlib.redirect_stdout(io.StringIO()):
        if run(["demo", str(folder), "--json"]):
            sys.exit("the sample story could not be played")
    return folder


def coordinator(camera: Camera, path: Path, demo: Path) -> None:
    settings.save(settings.Settings())
    first = MainWindow(at("2026-10-02"))
    camera.take(camera.shown(first), "welcome")
    first.close()
    window = MainWindow(at("2026-10-19"))
    camera.shown(window)
    window.use(open_workspace(path, SECRET, at("2026-10-19"), read_only=False))
    camera.take(window, "home")
    _pages(camera, window, "")
    page = window._pages["agreement"]
    page.show_tab("compose")  # type: ignore[attr-defined]
    camera.settle(window)
    page.page().show_fact("/flows/3/frequency")  # type: ignore[attr-defined]
    page.page().other_side()  # type: ignore[attr-defined]
    camera.take(window, "compose-flows")
    page.show_tab("merge")  # type: ignore[attr-defined]
    _merging(camera, window)
    window.go("library")
    camera.take(window, "library")
    window.close()
    _after(camera, demo)


def _merging(camera: Camera, window: MainWindow) -> None:
    """Merge in use: a clash, and the list with what is decided, when some of it is."""
    camera.settle(window)
    merge = window._pages["agreement"].page()  # type: ignore[attr-defined]
    clash = next((one.key for one in merge._items if one.proposal and one.proposal.clashes), None)
    if clash:
        merge.list.select(clash)
        camera.take(window, "merge-clash")


def decided(camera: Camera, path: Path) -> None:
    """Merge with a clause decided and folded, one change to discuss, and all of it in the list."""
    window = MainWindow(at("2026-10-19"))
    camera.shown(window)
    window.use(open_workspace(path, SECRET, at("2026-10-19"), read_only=False))
    window.open_agreement("sample-york-1", "merge")
    camera.settle(window)
    camera.take(window, "merge")
    _merging(camera, window)
    merge = window._pages["agreement"].page()  # type: ignore[attr-defined]
    merge.list.select(merge._items[0].key)
    for choice in ("accept", "reject", "accept", "discuss", "defer"):
        merge.panel.choose(choice)
        merge.panel.commit()
        camera.settle(window)
    merge.use_filter("all")
    camera.take(window, "merge-decided")
    window.close()


def reviewing(camera: Camera, path: Path) -> None:
    """The reviewer's window with a paragraph open for changing."""
    window = desk.open_window(path, at("2026-10-08"))
    camera.shown(window)
    window.choose("breaches.1")  # type: ignore[attr-defined]
    camera.take(window, "reviewer")
    window.close()


def _pages(camera: Camera, window: MainWindow, suffix: str) -> None:
    for tab in TABS:
        window.open_agreement("sample-york-1", tab)
        camera.take(window, f"{tab.replace('_', '-')}{suffix}")


def _after(camera: Camera, demo: Path) -> None:
    """The pages after the last signature."""
    window = MainWindow(at("2026-11-20"))
    camera.shown(window)
    window.use(_demo_workspace(demo))
    for tab in ("sign", "in_force", "documents", "history"):
        window.open_agreement("sample-york-1", tab)
        camera.take(window, f"{tab.replace('_', '-')}-signed")
    window.go("agreements")
    camera.take(window, "register")
    window.close()


def _demo_workspace(demo: Path) -> Workspace:
    words = (demo / "identities" / "passphrases" / "workspace.txt").read_text("utf-8").strip()
    return open_workspace(demo / "york.agreements", words, at("2026-11-20"))


def single_windows(camera: Camera, demo: Path, folder: Path) -> None:
    """What opens from a file alone: reviewer, chief executive, verification."""
    reviewing(camera, demo / "returns" / "council.docx")
    executive = desk.open_window(demo / "signing" / "0-to-sign.pdf", at("2026-11-09"))
    camera.shown(executive)
    executive.side.who.choose("sign.council")  # type: ignore[attr-defined]
    camera.take(executive, "executive")
    executive.side.tick.setChecked(True)  # type: ignore[attr-defined]
    executive.side._other.click()  # type: ignore[attr-defined]
    below = executive.glance.parentWidget().parentWidget().parentWidget()  # type: ignore[attr-defined]
    below.verticalScrollBar().setValue(560)
    camera.take(executive, "executive-checked")
    executive.read("9.1")  # type: ignore[attr-defined]
    camera.take(executive, "executive-read")
    executive.close()
    known = [path.read_bytes() for path in sorted((demo / "identities").glob("*.pem"))]
    _check(camera, demo / "executed.pdf", "verify-good", known)
    _check(camera, demo / "executed.pdf", "verify-unknown", [])
    broken = bytearray((demo / "executed.pdf").read_bytes())
    broken[broken.index(b"stream", 20_000) + 100] ^= 1
    (folder / "changed.pdf").write_bytes(broken)
    _check(camera, folder / "changed.pdf", "verify-bad", known)


def _check(camera: Camera, path: Path, name: str, known: list[bytes]) -> None:
    window = VerificationWindow(path, at("2026-11-20"), known)
    camera.take(camera.shown(window), name)
    window.close()


def main() -> int:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("out", nargs="?", type=Path, default=Path("docs/pictures"))
    reader.add_argument("--size", default="1440x900", metavar="WxH")
    reader.add_argument("--round", action="store_true", help="merge and the reviewer's view alone")
    options = reader.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        QSettings.setDefaultFormat(QSettings.Format.IniFormat)
        QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(folder / "settings"))
        app = desk.application(["agreement-studio"])
        demo, path = None if options.round else story(folder / "demo"), merging(folder)
        wide, high = (int(side) for side in options.size.split("x"))
        for scheme in ("light", "dark"):
            style.apply(app, scheme)
            camera = Camera(app, options.out, scheme, (wide, high))
            if demo is None:
                copy = folder / f"{scheme}.agreements"
                copy.write_bytes(path.read_bytes())
                decided(camera, copy)
                reviewing(camera, CASE / "returns" / "council.docx")
            else:
                coordinator(camera, path, demo)
                single_windows(camera, demo, folder)
                if scheme == "light":
                    first_signature(camera, demo / "signing" / "0-to-sign.pdf", folder, at("2026-11-09"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
