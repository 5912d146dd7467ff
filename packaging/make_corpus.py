"""Make the reader's corpus: LibreOffice edits one document in each kind of way, and says how it reads the result.

    .venv/bin/python packaging/make_corpus.py            # all, into tests/returns/corpus
    .venv/bin/python packaging/make_corpus.py KIND ...   # these alone

Needs LibreOffice Writer and the system's python3 with `uno`. What the reader should find is in `corpus_kinds.py`; the
readings with all changes accepted and rejected are LibreOffice's own, never ours.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from corpus_kinds import BASE, COLUMNS, KINDS, ROUTES, THROUGH

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "tests" / "returns" / "corpus"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_PARTS = ("styles", "numbering", "footnotes", "header", "footer")


def bookmark(mark: str) -> str:
    """The name that our review copies give a paragraph's bookmark."""
    return f"_cp_{mark}_{list(BASE).index(mark):08x}"


def _paragraph(mark: str) -> str:
    style, text = BASE[mark]
    number = list(BASE).index(mark)
    note = '<w:r><w:footnoteReference w:id="2"/></w:r>' if mark == "review" else ""
    style = "Normal" if style == "Cell" else style
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:bookmarkStart w:id="{number}" w:name="{bookmark(mark)}"/>'
        f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>{note}<w:bookmarkEnd w:id="{number}"/></w:p>'
    )


def _body() -> str:
    out: list[str] = []
    cells = [mark for mark, (style, _) in BASE.items() if style == "Cell"]
    for mark, (style, _) in BASE.items():
        if style != "Cell":
            out.append(_paragraph(mark))
        elif mark == cells[0]:
            rows = [cells[at : at + COLUMNS] for at in range(0, len(cells), COLUMNS)]
            out.append('<w:tbl><w:tblPr><w:tblW w:w="8000" w:type="dxa"/></w:tblPr><w:tblGrid>')
            out.append('<w:gridCol w:w="4000"/>' * COLUMNS + "</w:tblGrid>")
            for row in rows:
                inside = "".join(
                    f'<w:tc><w:tcPr><w:tcW w:w="4000" w:type="dxa"/></w:tcPr>{_paragraph(cell)}</w:tc>' for cell in row
                )
                out.append(f"<w:tr>{inside}</w:tr>")
            out.append("</w:tbl>")
    section = (
        '<w:sectPr><w:headerReference w:type="default" r:id="rId4"/><w:footerReference w:type="default" r:id="rId5"/>'
        '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440" w:header="700" '
        'w:footer="700" w:gutter="0"/></w:sectPr>'
    )
    return "".join(out) + section


def base() -> bytes:
    """The document that is edited: written by hand, with no tracked change in it."""
    run = '<w:p><w:r><w:t xml:space="preserve">{}</w:t></w:r>{}</w:p>'
    edge = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    words = "<w:r><w:instrText>PAGE</w:instrText></w:r>", "<w:r><w:t>1</w:t></w:r>"
    page = edge.format("begin") + words[0] + edge.format("separate") + words[1] + edge.format("end")
    style = '<w:style w:type="paragraph" w:styleId="{0}"><w:name w:val="{1}"/><w:basedOn w:val="Normal"/>{2}</w:style>'
    parts = {
        "styles": '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
        + style.format("Heading1", "heading 1", '<w:pPr><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/></w:rPr>')
        + style.format("Item", "Item", '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>'),
        "numbering": '<w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="multilevel"/>'
        + "".join(
            f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
            + ('<w:pStyle w:val="Item"/>' if n == 0 else "")
            + f'<w:lvlText w:val="%{n + 1}."/><w:lvlJc w:val="left"/></w:lvl>'
            for n in range(3)
        )
        + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>',
        "footnotes": '<w:footnote w:type="separator" w:id="0"><w:p><w:r><w:separator/></w:r></w:p></w:footnote><w:footnote '
        'w:type="continuationSeparator" w:id="1"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>'
        f'<w:footnote w:id="2">{run.format("A sample note.", "")}</w:footnote>',
        "header": run.format("SAMPLE agreement", ""),
        "footer": run.format("Draft, page ", page),
    }
    roots = {"header": "hdr", "footer": "ftr"}
    overrides = "".join(f'<Override PartName="/word/{n}.xml" ContentType="{_TYPE}{n}+xml"/>' for n in _PARTS)
    relations = "".join(
        f'<Relationship Id="rId{at}" Type="{_R}/{name}" Target="{name}.xml"/>'
        for at, name in enumerate(_PARTS, start=1)
    )
    package = "http://schemas.openxmlformats.org/package/2006/"
    members = {
        "[Content_Types].xml": f'<Types xmlns="{package}content-types"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_TYPE}document.main+xml"/>{overrides}</Types>',
        "customXml/item1.xml": _manifest(),
        "_rels/.rels": f'<Relationships xmlns="{package}relationships"><Relationship Id="rId1" Type="{_R}/officeDocument" '
        'Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{package}relationships">{relations}</Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{_W}" xmlns:r="{_R}"><w:body>{_body()}</w:body></w:document>',
    }
    for name, content in parts.items():
        root = roots.get(name, name)
        members[f"word/{name}.xml"] = f'<w:{root} xmlns:w="{_W}" xmlns:r="{_R}">{content}</w:{root}>'
    return _zipped(members)


def _manifest() -> str:
    """The list of paragraphs that a review copy carries (docs/formats/review-copy.md)."""
    said: list[str] = []
    row = ""
    for mark, (style, _) in BASE.items():
        kind, level = {"Heading1": ("heading", 1), "Item": ("numbered", 2)}.get(style, ("paragraph", 0))
        entry = f'<paragraph bookmark="{bookmark(mark)}" key="{mark}" clause="{mark}" type="{kind}" level="{level}"/>'
        cells = mark[:-1] if style == "Cell" else ""
        if row and cells != row:
            said.append("</row>")
        if cells and cells != row:
            said.append(f'<row table="table" key="{cells}">')
        row = cells
        said.append(entry)
    head = 'agreement="SAMPLE-1" draft="1" recipient="sample"'
    return f'<manifest xmlns="urn:agreement-studio:review-copy:1" {head}>{"".join(said)}</manifest>'


def _zipped(members: dict[str, str]) -> bytes:
    with tempfile.SpooledTemporaryFile() as out:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in members.items():
                info = zipfile.ZipInfo(name)  # with no time of its own: the same bytes whenever it is made
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, content)
        out.seek(0)
        return out.read()


def make(names: list[tuple[str, str | None]], folder: Path) -> dict[str, dict[str, Any]]:
    """Files `<kind>[.<route>].docx` in the folder, and LibreOffice's readings by file name.

    Stops with what LibreOffice said if it could not make one of them.
    """
    source = folder / "base.docx"
    source.write_bytes(base())
    jobs = []
    for kind, route in names:
        steps = [
            {key: bookmark(content) if key in {"mark", "after"} else content for key, content in step.items()}
            for step in KINDS[kind][0]
        ]
        target = folder / ("-".join([kind, *([route] if route else [])]) + ".docx")
        jobs.append({"source": str(source), "target": str(target), "steps": steps, "route": route})
    with tempfile.TemporaryDirectory(prefix="corpus-") as profile:
        done = subprocess.run(
            ["/usr/bin/python3", str(ROOT / "packaging" / "uno_corpus.py")],
            input=json.dumps({"profile": profile, "jobs": jobs}),
            capture_output=True, text=True, timeout=900, check=False,
        )  # fmt: skip
    if done.returncode:
        sys.exit(f"LibreOffice did not make the corpus:\n{done.stderr}")
    return {Path(job["target"]).name: said for job, said in zip(jobs, json.loads(done.stdout), strict=True)}


def main() -> None:
    chosen = sys.argv[1:]
    names: list[tuple[str, str | None]] = [(kind, None) for kind in KINDS if not chosen or kind in chosen]
    names += [(kind, route) for kind in THROUGH for route in ROUTES if not chosen or kind in chosen]
    CORPUS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="corpus-") as folder:
        said = make(names, Path(folder))
        for name in ["base.docx", *said]:
            shutil.copyfile(Path(folder) / name, CORPUS / name)
    record = CORPUS / "libreoffice.json"
    known = json.loads(record.read_text(encoding="utf-8")) if chosen and record.exists() else {}
    record.write_text(
        json.dumps({**known, **said}, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8"
    )
    size = sum(path.stat().st_size for path in CORPUS.iterdir())
    print(f"{len(said)} files made; the corpus has {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
