"""One LibreOffice with a profile of its own, spoken to over a pipe. For the system's Python, which has UNO."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import uno  # type: ignore[import-not-found]
from com.sun.star.beans import PropertyValue  # type: ignore[import-not-found]

_TRIES, _PAUSE_S = 1700, 0.1  # a machine that is busy with much else takes its time


def value(name: str, what: object) -> object:
    """A property as UNO's methods take it."""
    out = PropertyValue()
    out.Name, out.Value = name, what
    return out


def connect(profile: str) -> tuple[object, subprocess.Popen[bytes]]:
    """The running office's context and its process; ends the program if it does not come up."""
    pipe = f"office{time.time_ns()}"
    office = subprocess.Popen(
        ["soffice", "--headless", "--norestore", "--nologo", f"-env:UserInstallation={Path(profile).as_uri()}",
         f"--accept=pipe,name={pipe};urp;"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(_TRIES):
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext"), office
        except Exception:  # noqa: BLE001 - not up yet
            time.sleep(_PAUSE_S)
    office.kill()
    raise SystemExit("LibreOffice did not start.")
