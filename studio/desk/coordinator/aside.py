"""Help (the keys) and settings, shown over the page."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QWidget

from studio import __version__
from studio.desk import actions, files, settings, style
from studio.desk.coordinator.time_stamp import address_problem
from studio.desk.messages import Dialog
from studio.desk.models.lines import Line, Part
from studio.desk.widgets.basics import Elided, button, label, row
from studio.desk.widgets.fields import Choice, Field, line
from studio.desk.widgets.rows import RowList


class Help(Dialog):
    """What the page is for and its keys, then every key, from the table of actions."""

    def __init__(self, parent: QWidget | None, page: str = "") -> None:
        super().__init__(parent, "help_dialog", page or "Keys", actions.PAGE_HELP.get(page, ""), 560)
        self.body.addWidget(label(f"Agreement Studio {__version__}. A drafting aid, not legal advice.", "second"))
        shown = RowList("help_keys", "Keys")
        shown.setFixedHeight(style.px(420))
        shown.set_lines(key_lines(page))
        self.body.addWidget(shown)
        self.finish_with("Close help", "Back").setVisible(False)

    @classmethod
    def ask(cls, parent: QWidget | None, page: str = "") -> None:
        cls(parent, page).asked()


def key_lines(page: str = "") -> list[Line]:
    """Every key under its menu or page; those of the page that is shown come first."""
    made = _page_lines(page) if page in actions.PAGE_KEYS else []
    for menu in dict.fromkeys(spec.menu for spec in actions.SPECS):
        made.append(Line(menu, menu, head=True))
        for spec in (one for one in actions.SPECS if one.menu == menu):
            first = spec.keys[0] if isinstance(spec.keys, tuple) else spec.keys
            said = QKeySequence(first).toString(QKeySequence.SequenceFormat.NativeText)
            made.append(Line(spec.id, spec.text.rstrip("…"), parts=(Part(said, width=130, right=True, tone="text2"),)))
    for other in actions.PAGE_KEYS:
        made += _page_lines(other) if other != page else []
    return made


def _page_lines(page: str) -> list[Line]:
    keys = [
        Line(f"{page}:{key}", said.capitalize(), parts=(Part(key, width=130, right=True, tone="text2"),))
        for key, said in actions.PAGE_KEYS[page]
    ]
    return [Line(f"page:{page}", page, head=True), *keys]


class Preferences(Dialog):
    """Colours, text size, the module through which cards are asked to sign, and the time stamp service."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent, "settings_dialog", "Settings")
        now = settings.load()
        schemes = [("system", "As the computer does"), ("light", "Light"), ("dark", "Dark")]
        sizes = [(str(size), f"{size} %") for size in (90, 100, 110, 125, 150, 175, 200)]
        self.scheme = Choice("settings_scheme", schemes, now.scheme)
        self.text_size = Choice("settings_size", sizes, str(now.text_size))
        self.body.addWidget(Field("Colours", self.scheme))
        self.body.addWidget(Field("Text size", self.text_size))
        self.body.addWidget(
            label("Pages that are open now take the new size when they are next opened.", "second", wrap=True)
        )
        self._module = now.pkcs11_module
        self._module_says = Elided(self._module or "No card is used", "second")
        self._module_says.setObjectName("settings_module_says")
        choose = button("Choose the module…", "identity", "", "settings_module", self._choose_module)
        self.body.addWidget(label("Signing cards and tokens (PKCS#11)", "field"))
        self.body.addLayout(row(choose, self._module_says))
        self._time = line("settings_time_service", now.time_service)
        self._time_field = Field("Time stamp service", self._time, "Asked once when all have signed.", optional=True)
        self.body.addWidget(self._time_field)
        self.finish_with("Save settings")

    def ready(self) -> bool:
        problem = address_problem(self._time.text()) if self._time.text().strip() else ""
        self._time_field.complain(problem)
        return not problem

    def _choose_module(self) -> None:
        found = files.ask_open(self, "Choose the module that came with the card", files.MODULE)
        if found is not None:
            self._module = str(found)
            self._module_says.setText(self._module)

    @classmethod
    def ask(cls, parent: QWidget | None) -> bool:
        """Whether settings were changed; they are saved then."""
        made = cls(parent)
        if not made.asked():
            return False
        size = made.text_size.value()
        chosen = replace(settings.load(), scheme=made.scheme.value(), text_size=int(size) if size else 100)
        settings.save(replace(chosen, pkcs11_module=made._module, time_service=made._time.text().strip()))
        return True
