"""The left of merge: find, filter, and the list of changes and comments, folded where a clause is decided."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QMenu

from studio.desk import style, words
from studio.desk.models.merge import Item, all_decided, item_lines
from studio.desk.models.merge_filter import MORE_STATES, STATES, Filter, counts, in_bulk, kinds_there
from studio.desk.widgets.basics import Ground, button, column, label, row, set_on
from studio.desk.widgets.rows import RowList


class MergeList(Ground):
    """`chosen` gives the key of the item that is now selected; `committed` is Enter on it."""

    chosen = Signal(str)
    committed = Signal()
    bulk_asked = Signal()

    def __init__(self) -> None:
        super().__init__("surface")
        self.filter = Filter()
        self._items: tuple[Item, ...] = ()
        self._letters: dict[str, str] = {}
        self._hues: dict[str, int] = {}
        self._names: dict[str, str] = {}
        self._opened: set[str] = set()  # decided clauses that were unfolded, and open ones that were folded
        self.search = QLineEdit()
        self.search.setObjectName("merge_find")
        self.search.setAccessibleName("Find in changes")
        self.search.setPlaceholderText("Find in changes  /")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(lambda text: self.use(replace(self.filter, words=text.strip())))
        self.states = {key: button(text, "", "", f"merge_filter_{key}") for key, text in STATES}
        for key, one in self.states.items():
            one.setProperty("small", "1")
            one.clicked.connect(lambda _checked=False, key=key: self.use(replace(self.filter, state=key)))
        self.more = button("", "filter", "quiet", "merge_filter_more", self._menu)
        self.more.setAccessibleName("Filter by reviewer, kind or decision")
        self.more.setToolTip("Filter by reviewer, kind or decision (F)")
        self._narrowed = label("", "second", wrap=True)
        self.bulk = button("Decide all shown…", "done", "link", "merge_bulk", self.bulk_asked.emit)
        self.bulk.setToolTip("One decision for every open change that is shown (Shift+A)")
        self.list = RowList("merge_list", "Changes and comments", plain=32, ruled=False)
        self.list.inset = 6
        self.list.chosen.connect(self._chosen)
        self.list.entered.connect(self._entered)
        self.list.headed.connect(self.fold)
        for keys, do in ((Qt.Key.Key_Left, lambda: self.fold("")), (Qt.Key.Key_Right, self.unfold)):
            QShortcut(QKeySequence(keys), self.list, do, context=Qt.ShortcutContext.WidgetShortcut)
        made = column(gap=8, margins=(0, 10, 0, 0))
        made.addLayout(row(self.search, margins=(12, 0, 12, 0)))
        made.addLayout(row(*self.states.values(), "stretch", self.more, gap=4, margins=(12, 0, 8, 0)))
        made.addLayout(row(self._narrowed, "stretch", self.bulk, margins=(12, 0, 12, 0)))
        made.addWidget(self.list, 1)
        self.setLayout(made)

    # --- what is shown -----------------------------------------------------------------------------------------

    def use_people(self, names: dict[str, str], letters: dict[str, str], hues: dict[str, int]) -> None:
        self._names, self._letters, self._hues = names, letters, hues

    def show_items(self, items: tuple[Item, ...], follow: str = "") -> None:
        """Fill anew; `follow` is the item to select, else the one selected stays."""
        self._items = items
        self._fill(follow)

    def use(self, wanted: Filter) -> None:
        """Show what this filter lets through."""
        self.filter = wanted
        self._fill("")

    def shown(self) -> list[Item]:
        """What the filter lets through, folded or not."""
        return [one for one in self._items if self.filter.holds(one)]

    def _folded(self) -> frozenset[str]:
        return all_decided(self.shown()) ^ frozenset(self._opened)

    def _fill(self, follow: str) -> None:
        shown = self.shown()
        folded = self._folded()
        target = next((one for one in shown if one.key == follow), None)
        if target is not None and target.group in folded:
            self._opened ^= {target.group}
            folded = self._folded()
        self._show_heads(shown)
        key = follow or self.list.key()
        self.list.set_lines(item_lines(shown, self._letters, self._hues, folded))
        if not self.list.select(key) and shown:
            first = next((one.key for one in shown if one.group not in folded), "")
            self.list.select(first or f"group:{shown[0].group}")
        if self.list.key():
            self.chosen.emit(self.list.key())

    def _show_heads(self, shown: list[Item]) -> None:
        there = counts(self._items)
        for key, text in STATES:
            self.states[key].setText(f"{text} {there[key]}")
            set_on(self.states[key], on=key == self.filter.state)
        says = [dict(MORE_STATES).get(self.filter.state, "")]
        says.append(next((name for kind, name, _ in kinds_there(self._items) if kind == self.filter.kind), ""))
        says.append(self._names.get(self.filter.who, ""))
        told = ", ".join(one for one in says if one)
        found = words.count(len(shown), "item")
        self._narrowed.setText(f"{told}: {found}" if told else found if self.filter.words else "")
        set_on(self.more, on=bool(told))
        self.bulk.setVisible(len(in_bulk(shown)) > 1)

    # --- doing -------------------------------------------------------------------------------------------------

    def _chosen(self, key: str) -> None:
        self.chosen.emit(key)

    def _entered(self, key: str) -> None:
        if key.startswith("group:"):
            self.fold(key)
        else:
            self.committed.emit()

    def fold(self, key: str) -> None:
        """Fold the clause of that heading, or unfold it; "" is the clause of the selected change."""
        group = key.removeprefix("group:") or next((o.group for o in self._items if o.key == self.list.key()), "")
        if not group:
            return
        self._opened ^= {group}
        inside = [one.key for one in self.shown() if one.group == group]
        unfolded = group not in self._folded()
        self._fill("")
        self.list.select(inside[0] if unfolded and inside else f"group:{group}")

    def unfold(self) -> None:
        """Right on a folded clause."""
        if self.list.key().startswith("group:"):
            self.fold(self.list.key())

    def step(self, by: int) -> None:
        """J and K: the next or the previous change that is not folded away."""
        folded = self._folded()
        keys = [one.key for one in self.shown() if one.group not in folded]
        if keys:
            here = keys.index(self.list.key()) if self.list.key() in keys else -1 if by > 0 else len(keys)
            self.list.select(keys[max(0, min(here + by, len(keys) - 1))])

    def _menu(self) -> None:
        menu = self.menu()
        menu.exec(self.more.mapToGlobal(self.more.rect().bottomLeft()))
        menu.deleteLater()

    def menu(self) -> QMenu:
        """All filters: what was decided, the kinds that there are, the reviewers."""
        menu, there = QMenu(self), counts(self._items)
        menu.setToolTipsVisible(True)
        menu.setObjectName("merge_filter_menu")
        self._section(menu, "Decision", "state", [(k, f"{text} {there[k]}") for k, text in MORE_STATES if there[k]])
        self._section(menu, "Kind", "kind", [(kind, f"{name} {many}") for kind, name, many in kinds_there(self._items)])
        who = [(p, n) for p, n in self._names.items() if any(p in one.who for one in self._items)]
        self._section(menu, "Reviewer", "who", [(p, f"{self._letters.get(p, '')}  {n}") for p, n in who])
        menu.addSeparator()
        menu.addAction("Show what is open", self._show_open)
        return menu

    def _show_open(self) -> None:
        self.search.clear()
        self.use(Filter())

    def _section(self, menu: QMenu, title: str, field: str, options: list[tuple[str, str]]) -> None:
        if not options:
            return
        menu.addSection(title)
        for key, text in options:
            on = getattr(self.filter, field) == key
            wanted = replace(self.filter, **{field: ("open" if field == "state" else "") if on else key})
            if field != "state" and wanted.state == "open" and not any(wanted.holds(one) for one in self._items):
                wanted = replace(wanted, state="all")
            act = menu.addAction(text, partial(self.use, wanted))
            act.setCheckable(True)
            act.setChecked(on)
        menu.setMinimumWidth(style.px(220))
