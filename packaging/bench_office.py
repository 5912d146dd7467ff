"""Keeps one LibreOffice running and turns DOCX files into tagged PDF on request: `bench_office.py PROFILE`.

For the system's Python, which has UNO. Reads lines "from<TAB>to" and answers each with "done".
"""

from __future__ import annotations

import sys
from pathlib import Path

import uno  # type: ignore[import-not-found]
from office import connect, stop, value


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
        stop(desktop, office)


if __name__ == "__main__":
    main()
