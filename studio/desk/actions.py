"""Every action of the coordinator's window, declared once: menus, shortcuts and the list of keys are made from here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QWidget

_Key = QKeySequence.StandardKey | str


@dataclass(frozen=True, slots=True)
class Spec:
    """One action. `needs` is "", workspace or agreement: without it the action is not available."""

    id: str
    menu: str
    text: str
    keys: _Key | tuple[str, ...]
    needs: str = ""


SPECS = (
    Spec("new_agreement", "File", "New agreement…", QKeySequence.StandardKey.New, "workspace"),
    Spec("new_workspace", "File", "New workspace…", "Ctrl+Shift+N"),
    Spec("open_workspace", "File", "Open workspace…", QKeySequence.StandardKey.Open),
    Spec("check_file", "File", "Check a signed file…", "Ctrl+Shift+O"),
    Spec("quit", "File", "Quit", QKeySequence.StandardKey.Quit),
    Spec("undo", "Edit", "Undo", "Ctrl+Z", "agreement"),
    Spec("redo", "Edit", "Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "agreement"),
    Spec("search", "Go", "Search actions, agreements and clauses…", "Ctrl+K"),
    Spec("go_home", "Go", "Home", "Ctrl+1", "workspace"),
    Spec("go_agreements", "Go", "Agreements", "Ctrl+2", "workspace"),
    Spec("go_library", "Go", "Library", "Ctrl+3", "workspace"),
    Spec("tab_compose", "Go", "Compose", "Alt+1", "agreement"),
    Spec("tab_circulate", "Go", "Circulate", "Alt+2", "agreement"),
    Spec("tab_merge", "Go", "Merge", "Alt+3", "agreement"),
    Spec("tab_sign", "Go", "Sign", "Alt+4", "agreement"),
    Spec("tab_in_force", "Go", "In force", "Alt+5", "agreement"),
    Spec("tab_documents", "Go", "Documents", "Alt+6", "agreement"),
    Spec("tab_history", "Go", "History", "Alt+7", "agreement"),
    Spec("next_pane", "Go", "Next pane", "F6"),
    Spec("previous_pane", "Go", "Previous pane", "Shift+F6"),
    Spec("next_problem", "Go", "Next problem", "F8", "agreement"),
    Spec("previous_problem", "Go", "Previous problem", "Shift+F8", "agreement"),
    Spec("larger", "View", "Larger text", ("Ctrl++", "Ctrl+=")),
    Spec("smaller", "View", "Smaller text", "Ctrl+-"),
    Spec("usual_size", "View", "Usual text size", "Ctrl+0"),
    Spec("settings", "View", "Settings…", "Ctrl+,"),
    Spec("keys", "Help", "Help for this page", QKeySequence.StandardKey.HelpContents),
)

# Keys that one page answers itself; they are listed here so that help and the test of double use know them.
PAGE_KEYS = {
    "Merge": (
        ("J", "next change"), ("K", "change before"), ("A", "accept"), ("R", "reject"), ("M", "amend"), ("D", "defer"),
        ("T", "discuss first"), ("1", "take the first wording of a clash"), ("2", "take the second"),
        ("U", "take back what was done last"), ("/", "find"), ("F", "filter by reviewer, kind or decision"),
        ("Shift+A", "one decision for all that is shown"), ("Left", "fold the clause"), ("Right", "unfold it"),
        ("Ctrl+Return", "record and next"),
    ),
    "Compose": (
        ("Ctrl+Up", "step before"), ("Ctrl+Down", "next step"), ("Ctrl+Return", "add a row"),
        ("Ctrl+G", "from the field to its clause, and back"), ("F4", "why a clause is here"),
    ),
    "Library": (
        ("Ctrl+E", "word the clause anew"), ("Ctrl+D", "compare its versions"), ("Ctrl+U", "where it is used"),
    ),
    "Circulate": (("R", "write a reminder"), ("T", "telephone note"), ("O", "open returns")),
    "Lists": (("Up, Down", "move"), ("Enter", "do what the line says"), ("Esc", "back to the list")),
}  # fmt: skip

# What each page is for and what to do there: F1.
PAGE_HELP = {
    "Home": "What waits for you, the oldest first. Enter does what the line says. At the right stand all agreements.",
    "Agreements": "Every agreement with its flows and whether they may start. Enter opens it.",
    "Library": "Every clause: plain words, text with an agreement's facts, law, alternatives, where it is used.",
    "Compose": "Answer the steps at the left; the text at the right follows as you type, and what holds is saved. "
    "The line at the foot says what the checks found. Undo takes back one edit, until the draft goes out.",
    "Circulate": "Send the draft to a reviewer at each partner, open what comes back, remind who is late.",
    "Merge": "Decide every change that reviewers asked for, with a reason that all partners will read.",
    "Sign": "Freeze the text, send it for signature, open each signed file, and confirm certificates by telephone.",
    "In force": "What holds since the last signature: review, who joins or leaves, what may move.",
    "Documents": "All that was made and all that came in. Enter saves a copy.",
    "History": "What was done, when. Nothing can be changed or taken out unseen: the chain can be checked.",
}


def build(window: QMainWindow, doing: dict[str, Callable[[], None]]) -> dict[str, QAction]:
    """Make the actions, their menus and shortcuts on the window. Raises KeyError if one has nothing to do."""
    made: dict[str, QAction] = {}
    menus: dict[str, QWidget] = {}
    for spec in SPECS:
        action = QAction(spec.text, window)
        action.setObjectName(f"action_{spec.id}")
        action.setShortcuts(
            [QKeySequence(key) for key in spec.keys] if isinstance(spec.keys, tuple) else [QKeySequence(spec.keys)]
        )
        do = doing[spec.id]
        action.triggered.connect(lambda _checked=False, do=do: do())
        window.addAction(action)
        menu = menus.get(spec.menu) or window.menuBar().addMenu(spec.menu)
        menus[spec.menu] = menu
        menu.addAction(action)
        made[spec.id] = action
    return made


def allow(actions: dict[str, QAction], *, workspace: bool, agreement: bool) -> None:
    """Enable what can be done with what is open."""
    has = {"": True, "workspace": workspace, "agreement": agreement}
    for spec in SPECS:
        actions[spec.id].setEnabled(has[spec.needs])
