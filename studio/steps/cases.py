"""The worked cases that a new agreement can start from: what each is, its facts, and the document it leads to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from studio.errors import StudioError
from studio.library.shipped import content


@dataclass(frozen=True, slots=True)
class WorkedCase:
    """One case. `partners` is how many organisations its facts name."""

    id: str
    name: str
    summary: str
    template: str
    facts: Path
    partners: int


@cache
def worked_cases(folder: Path | None = None) -> tuple[WorkedCase, ...]:
    """The cases in the order of `templates/cases.yaml`; one whose facts or template are not there is left out."""
    templates = (folder or content()) / "templates"
    try:
        data = YAML(typ="safe", pure=True).load((templates / "cases.yaml").read_text("utf-8"))
    except (OSError, YAMLError) as error:
        raise StudioError("The list of worked cases cannot be read.", "Install the program anew.") from error
    found = [_case(row, templates) for row in data["cases"]]
    return tuple(each for each in found if each is not None)


def worked_case(name: str) -> WorkedCase:
    """The case with that id. Raises StudioError where there is none."""
    found = next((each for each in worked_cases() if each.id == name), None)
    if found is None:
        raise StudioError(f"There is no worked case called {name}.", "Choose one from the list.")
    return found


def _case(row: dict[str, Any], templates: Path) -> WorkedCase | None:
    facts = templates / "cases" / f"{row['id']}.yaml"
    if not facts.exists() or not (templates / f"{row['template']}.yaml").exists():
        return None
    partners = _partners(facts.read_text("utf-8"))
    return WorkedCase(str(row["id"]), str(row["name"]), str(row["summary"]), str(row["template"]), facts, partners)


def _partners(text: str) -> int:
    """How many rows the list of parties has, without reading the whole file as YAML."""
    inside = re.search(r"^parties:\s*\n((?:[ #-].*\n|\n)*)", text, re.MULTILINE)
    return len(re.findall(r"^ *- (?:\{ *)?id:", inside.group(1), re.MULTILINE)) if inside else 0
