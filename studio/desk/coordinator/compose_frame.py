"""What stands where on Compose: steps, rows and fields, preview, checks, and the bar of a locked draft. No behaviour."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from studio.desk.coordinator import compose_asking as asking
from studio.desk.coordinator.checks import ChecksPane, CheckStrip
from studio.desk.coordinator.compose_form import FieldGrid
from studio.desk.coordinator.compose_preview import PreviewPane
from studio.desk.coordinator.page import AgreementPage
from studio.desk.coordinator.session import Session
from studio.desk.widgets.basics import boxed, button, column, hairline, label, row, splitter
from studio.desk.widgets.marks import Meter
from studio.desk.widgets.rows import RowList


class ComposeFrame(AgreementPage):
    """The widgets of the page, laid out; `compose.py` connects and fills them."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.circulate = button("Circulate draft", "circulate", "primary", "compose_circulate")
        panes = splitter(
            boxed(self._left(), "surface"),
            self._middle(),
            self._preview(),
            sizes=(216, 640, 488),
            least=(200, 0, 380),
            name="compose_panes",
        )
        self.checks, self.all_checks = CheckStrip(), ChecksPane()
        self._lock = label("", "second")
        self._lock.setObjectName("compose_lock")
        self._newest = button("Take the newer text…", "", "link", "compose_newest")
        self._lock_bar = boxed(row(self._lock, "stretch", self._newest, margins=(24, 8, 24, 8)), "neutral_t")
        box = column(self._lock_bar, panes, hairline(), self.all_checks, hairline(), self.checks, gap=0)
        box.setStretch(1, 1)
        self.setLayout(box)

    def _left(self) -> Any:
        self.steps = RowList("compose_steps", "Steps", plain=33, ruled=False)
        self.steps.inset = 8
        self._done, self._meter = label("", "second"), Meter(4)
        left = column(gap=8, margins=(0, 14, 0, 8))
        left.addLayout(row(label("Interview", "section"), "stretch", self._done, margins=(20, 0, 20, 0)))
        left.addLayout(row(self._meter, margins=(20, 0, 20, 0)))
        left.addWidget(self.steps, 1)
        return left

    def _middle(self) -> QWidget:
        self._title, self._says = label("", "pane"), label("", "second", wrap=True)
        self._title.setObjectName("compose_title")
        self.rows = RowList("compose_rows", "Rows of this step", tall=44, plain=34)
        self.add_button = button("Add", "add", "link", "compose_add")
        self.remove_button = button("Remove", "delete", "quiet", "compose_remove")
        self._row_title = label("", "section")
        self.fields: FieldGrid = FieldGrid()
        self._rows_box = boxed(self._rows_column())
        self._loose = label("", "second", tone="error", wrap=True)
        self._loose.setObjectName("compose_problems")
        made = column(gap=2, margins=(0, 14, 0, 0))
        made.addLayout(column(self._title, self._says, gap=2, margins=(24, 0, 24, 6)))
        made.addWidget(self._rows_box)
        made.addLayout(row(self._loose, margins=(24, 0, 24, 0)))
        made.addWidget(self.fields, 1)
        return boxed(made, "surface")

    def _rows_column(self) -> Any:
        foot = row(self.add_button, "stretch", margins=(20, 4, 20, 8))
        head = row(self._row_title, "stretch", self.remove_button, margins=(24, 10, 20, 0))
        self._flow_heads = asking.flow_heads(self.rows)
        made = column(self._flow_heads, self.rows, gap=0)
        made.addLayout(foot)
        made.addWidget(hairline())
        made.addLayout(head)
        return made

    def _preview(self) -> QWidget:
        self.side = side = PreviewPane()
        self.preview, self.template, self.party, self._missing = side.text, side.template, side.party, side.missing
        return side
