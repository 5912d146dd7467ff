"""Small libraries in folders: a clause is a few lines of a test."""

from __future__ import annotations

import shutil
from pathlib import Path

from studio.library.shipped import content

PURPOSE = "purpose: To try it.\nnot_for: Real use.\n"
TEMPLATE = "id: small\ntitle: A small agreement\nfamily: agreement\n" + PURPOSE + "outline:\n  - {clauses: [%s]}\n"


def clause_text(name: str, body: str, **header: str) -> str:
    """The file of a clause; `header` gives or replaces lines of its header (YAML)."""
    lines = {"id": name, "title": f"Clause {name}", "version": '"1.0"', "section": "A01", **header}
    version = lines["version"].strip('"')
    row = f'[{{version: "{version}", date: 2026-11-22, reason: First text}}]'
    lines = {**lines, "changes": header.get("changes", row)}
    return "---\n" + "".join(f"{key}: {value}\n" for key, value in lines.items()) + "---\n" + body


def folder_of(root: Path, clauses: dict[str, str], template: str | None = None) -> Path:
    """A library folder with these clause files, the shipped law tables, and a template that names them all."""
    (root / "clauses" / "a01").mkdir(parents=True)
    (root / "templates").mkdir()
    shutil.copytree(content() / "clauses" / "law", root / "clauses" / "law")
    for name, text in clauses.items():
        (root / "clauses" / "a01" / f"{name}.md").write_text(text, "utf-8")
    text = template if template is not None else TEMPLATE % ", ".join(clauses)
    (root / "templates" / "small.yaml").write_text(text, "utf-8")
    return root
