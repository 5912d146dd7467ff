"""Dialogs about the time stamp at the end: which service is asked, and whose stamps are known."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from PySide6.QtWidgets import QWidget

from studio.desk import files, settings
from studio.desk.coordinator.asking import Asking
from studio.desk.messages import Dialog
from studio.desk.widgets.fields import Field, line

SAID = (
    "The service is sent a fingerprint of the file, no word of it. What it answers is added to the file together with the "
    "proof that no certificate was revoked. The file before it is kept."
)


def address_problem(text: str) -> str:
    """What is wrong with the address of a service, or ""."""
    parts = urlsplit(text.strip())
    good = (
        parts.scheme in {"http", "https"} and bool(parts.hostname) and not any(each.isspace() for each in text.strip())
    )
    return "" if good else "Write the whole address, such as https://time.example/tsa."


class TimeStamp(Dialog):
    """Which service to ask; the address is kept in the settings."""

    def __init__(self, parent: QWidget | None, *, renews: bool) -> None:
        title = "Renew the time stamp?" if renews else "Add the time stamp over all signatures?"
        super().__init__(parent, "time_stamp_dialog", title, SAID, 520)
        self._address = line("time_service", settings.load().time_service)
        self._field = Field(
            "Address of the time stamp service", self._address, "From your certificate provider (RFC 3161)."
        )
        self.body.addWidget(self._field)
        self.finish_with("Renew it" if renews else "Add the time stamp", "Leave the file as it is", icon="late")
        self._address.setFocus()

    def ready(self) -> bool:
        problem = address_problem(self._address.text())
        self._field.complain(problem)
        return not problem

    @classmethod
    def ask(cls, parent: QWidget | None, *, renews: bool) -> str | None:
        """The address of the service, or None."""
        made = cls(parent, renews=renews)
        if not made.asked():
            return None
        address = made._address.text().strip()
        settings.save(replace(settings.load(), time_service=address))
        return address


class ConfirmService(Asking):
    """The certificate that the operator of the service publishes, and who compared it."""

    def __init__(self, parent: QWidget | None, service: str) -> None:
        text = (
            f"The stamp names {service}. Until somebody has compared its certificate with the one that its operator "
            "publishes, it proves nothing. The certificate of its issuer will do as well."
        )
        super().__init__(parent, "confirm_service_dialog", "Whose time stamp is it?", text)
        self.ask_paper("Choose the published certificate…", "service_certificate", files.CERTIFICATE)
        self._by = self.ask_for(
            "Compared by", "service_by", "Write the name of who compared it.", hint="Your own name."
        )
        self.finish_with("Confirm the service", "Leave it unconfirmed", icon="good")

    @classmethod
    def ask(cls, parent: QWidget | None, service: str) -> tuple[Path, str] | None:
        """(certificate file, who compared it), or None."""
        made = cls(parent, service)
        return (made.paper, made.said(made._by)) if made.asked() and made.paper is not None else None
