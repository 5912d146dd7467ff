"""Checks and law rows that a workspace adds for itself: as data, beside those of the library, never in their place."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from studio.errors import StudioError
from studio.library.kept import TextFolder, read_powers
from studio.preflight.check import check
from studio.preflight.rules import Rules, read_rules
from studio.steps.changed import Changed
from studio.steps.reading import work_of
from studio.steps.workspace import Workspace
from studio.store.records import AgreementRecord, OwnRecord

CHECK, POWER = "check", "power"
_MEND = "Mend it, then add it again. Nothing was saved."


def own_rows(ws: Workspace, kind: str = "") -> tuple[OwnRecord, ...]:
    """The checks and law rows that were added here."""
    with ws.store.read() as tx:
        rows = tx.all(OwnRecord, **({"kind": kind} if kind else {}))
        return tuple(each for each in rows if kind or not each.kind.startswith("style"))


def add_check(ws: Workspace, yaml_text: str) -> Changed:
    """Add checks in the form of `clauses/checks/*.yaml` to this workspace: they run beside those of the library.

    Raises StudioError for a fault, for an id or list that is there already, and for a check that cannot be carried out.
    """
    text = _listed(yaml_text, "rules")
    read = read_rules(TextFolder("own checks", {"own.yaml": text}).as_path())
    if read.problems:
        raise StudioError(f"Line {read.problems[0].line}: {read.problems[0].message}", _MEND)
    if not read.rules:
        raise StudioError("There is no check in this text.", _MEND)
    lists = {name for name, _ in ws.rules.lists}
    taken = sorted({each.id for each in ws.rules.rules} & {each.id for each in read.rules})
    taken += sorted(lists & {name for name, _ in read.lists})
    if taken:
        raise StudioError(f"The library has {', '.join(taken)} already.", "Give yours an id of its own.")
    _try(ws, Rules(read.rules, ws.rules.lists + read.lists))
    name = read.rules[0].id
    with ws.store.begin() as tx:
        tx.save(OwnRecord(CHECK, name, text, "", "", ws.stamp()))
        tx.append("add_check", "", name, {"checks": [each.id for each in read.rules]}, ws.now())
    ws.refresh()
    return Changed(frozenset(), f"{name} is one of the checks of this workspace.")


def _try(ws: Workspace, rules: Rules) -> None:
    """Run the rules over every agreement here, so that a misspelt name shows now."""
    with ws.store.read() as tx:
        works = [work_of(tx, each.id) for each in tx.all(AgreementRecord)]
    for work in works:
        for found in check(work.facts, None, rules, ws.library.law, ws.today()):
            if "could not be carried out" in found.message:
                raise StudioError(found.message, _MEND)


def add_law_row(ws: Workspace, yaml_text: str) -> Changed:
    """Add a power in the form of `clauses/law/powers.yaml`. Who checked it and when must be said, and is kept.

    Raises StudioError for a fault, a missing name or date, or an id that the tables have.
    """
    text = _listed(yaml_text, "powers")
    read = read_powers(text)
    if read.problems:
        raise StudioError(f"Line {read.problems[0].line}: {read.problems[0].message}", _MEND)
    rows = _rows(text, "powers")
    if len(rows) != 1 or len(read.powers) != 1:
        raise StudioError("Add one row at a time, and not a hidden one.", _MEND)
    name, who, day = next(iter(read.powers)), str(rows[0].get("checked_by") or "").strip(), rows[0].get("checked_on")
    if not who or not isinstance(day, date):
        raise StudioError(
            "A law row of your own says who checked it and when.", "Write checked_by and checked_on, then add it again."
        )
    if day > ws.today():
        raise StudioError(f"{day.isoformat()} has not come yet.", "Write the day on which it was checked.")
    if re.search(rf"\bid: {re.escape(name)}\b", _shipped_powers(ws)) or name in ws.library.law.powers:
        raise StudioError(f"The tables have {name} already.", "Give yours an id of its own.")
    with ws.store.begin() as tx:
        tx.save(OwnRecord(POWER, name, text, who, day.isoformat(), ws.stamp()))
        tx.append("add_law_row", "", name, {"checked_by": who, "checked_on": day.isoformat()}, ws.now())
    ws.refresh()
    return Changed(frozenset(), f"{name} can be chosen in this workspace. Checked by {who}.")


def remove_own(ws: Workspace, kind: str, name: str) -> Changed:
    """Take back a check or law row that was added here. Drafts keep the text they were made from."""
    with ws.store.begin() as tx:
        if tx.load(OwnRecord, kind, name) is None:
            raise StudioError(f"There is no {name} of this workspace's own.", "Nothing was changed.")
        tx.remove(OwnRecord, kind, name)
        tx.append(f"remove_{kind}", "", name, {}, ws.now())
    ws.refresh()
    return Changed(frozenset(), f"{name} is taken back.")


def _shipped_powers(ws: Workspace) -> str:
    return (ws.shipped.folder / "clauses" / "law" / "powers.yaml").read_text("utf-8")


def _listed(text: str, name: str) -> str:
    """The text as a file of that list; one row alone, or a bare list of rows, is put under its name."""
    flat = text.replace("\r\n", "\n").replace("\t", "  ").strip("\n")
    if re.search(rf"^{name}:", flat, re.MULTILINE):
        return flat + "\n"
    lines = flat.split("\n")
    if not flat.lstrip().startswith("- "):
        lines = [("- " if number == 0 else "  ") + line for number, line in enumerate(lines)]
    return f"{name}:\n" + "\n".join(f"  {line}" for line in lines) + "\n"


def _rows(text: str, name: str) -> list[dict[str, Any]]:
    try:
        data = YAML(typ="safe", pure=True).load(text)
    except (YAMLError, ValueError) as error:
        raise StudioError("The text cannot be read.", _MEND) from error
    rows = data.get(name) if isinstance(data, dict) else None
    return [each for each in rows or [] if isinstance(each, dict)]
