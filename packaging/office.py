"""One LibreOffice with a profile of its own, spoken to over a pipe. For the system's Python, which has UNO."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from pathlib import Path

import uno  # type: ignore[import-not-found]
from com.sun.star.beans import PropertyValue  # type: ignore[import-not-found]

_TRIES, _PAUSE_S = 1700, 0.1  # a machine that is busy with much else takes its time
_ENDS_S = 15


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
        start_new_session=True,
    )  # fmt: skip
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(_TRIES):
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext"), office
        except Exception:  # noqa: BLE001 - not up yet
            time.sleep(_PAUSE_S)
    _end(office)
    raise SystemExit("LibreOffice did not start.")


def stop(desktop: object, office: subprocess.Popen[bytes]) -> None:
    """Asks the office to end; one that now and then waits for its own pipe instead is ended with all that it started."""
    with contextlib.suppress(Exception):  # the bridge may be gone before the answer comes
        desktop.terminate()
    try:
        office.wait(_ENDS_S)
    except subprocess.TimeoutExpired:
        _end(office)


def _end(office: subprocess.Popen[bytes]) -> None:
    os.killpg(office.pid, signal.SIGKILL)
    office.wait()
