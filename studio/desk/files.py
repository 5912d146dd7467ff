"""Choosing files, and opening one outside: the only place that asks the system, so that tests can answer instead."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

FACTS = "Facts (*.yaml *.yml)"
STYLES = "House styles (*.yaml *.yml)"
WORD = "Word files (*.docx)"
RETURNS = "Returned drafts and mails (*.docx *.eml)"
PDF = "PDF files (*.pdf)"
PACKS = "Clause packs (*.clauses)"
WORKSPACE = "Agreement workspaces (*.agreements)"
MODULE = "PKCS#11 modules (*.so *.so.* *.dll *.dylib)"
CERTIFICATE = "Certificates (*.pem *.crt *.cer *.der *.p7b)"
REQUEST = "Certificate requests (*.csr)"
LETTERS = "Letters (*.eml)"
ANY = "All files (*)"
IDENTITY = "Signing identities (*.p12 *.pfx)"


def ask_open(parent: QWidget, title: str, kinds: str) -> Path | None:
    """The file that was chosen, or None."""
    name, _kind = QFileDialog.getOpenFileName(parent, title, "", kinds)
    return Path(name) if name else None


def ask_open_many(parent: QWidget, title: str, kinds: str) -> list[Path]:
    names, _kind = QFileDialog.getOpenFileNames(parent, title, "", kinds)
    return [Path(name) for name in names]


def ask_save(parent: QWidget, title: str, suggested: str, kinds: str) -> Path | None:
    """Where to save; the dialog has asked before an existing file would be replaced."""
    name, _kind = QFileDialog.getSaveFileName(parent, title, suggested, kinds)
    return Path(name) if name else None


def ask_folder(parent: QWidget, title: str) -> Path | None:
    name = QFileDialog.getExistingDirectory(parent, title)
    return Path(name) if name else None


def open_outside(path: Path) -> bool:
    """Open a file with the program that the system has for it; False if there is none."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
