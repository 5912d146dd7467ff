"""Keeps one LibreOffice running and turns DOCX files into tagged PDF on request: `bench_office.py PROFILE`.

For the system's Python, which has UNO. Reads lines "from<TAB>to" and answers each with "done".
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time
from pathlib import Path

import uno  # type: ignore[import-not-found]
from com.sun.star.beans import PropertyValue  # type: ignore[import-not-found]


def value(name: str, what: object) -> object:
    out = PropertyValue()
    out.Name, out.Value = name, what
    return out


def connect(profile: str) -> tuple[object, subprocess.Popen[bytes]]:
    """The running office and its process; stops the program if it does not come up within a minute."""
    pipe = f"bench{sum(map(ord, profile))}"
    office = subprocess.Popen(
        ["soffice", "--headless", "--norestore", "--nologo", f"-env:UserInstallation={Path(profile).as_uri()}",
         f"--accept=pipe,name={pipe};urp;"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(600):
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext"), office
        except Exception:  # noqa: BLE001 - not up yet
            time.sleep(0.1)
    office.kill()
    raise SystemExit("the office did not start")


def main() -> None:
    context, office = connect(sys.argv[1])
    desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    tagged = uno.Any("[]com.sun.star.beans.PropertyValue", (value("UseTaggedPDF", True),))  # noqa: FBT003
    print("ready", flush=True)
    try:
        for line in sys.stdin:
            source, target = line.rstrip("\n").split("\t")
            document = desktop.loadComponentFromURL(Path(source).as_uri(), "_blank", 0, (value("Hidden", True),))  # noqa: FBT003
            how = (value("FilterName", "writer_pdf_Export"), value("FilterData", tagged))
            document.storeToURL(Path(target).as_uri(), how)
            document.close(True)  # noqa: FBT003 - UNO takes its arguments by place
            print("done", flush=True)
    finally:
        with contextlib.suppress(Exception):  # it goes away while answering
            desktop.terminate()
        office.wait(30)


if __name__ == "__main__":
    main()
