"""Packs and a workspace: local wording offered back, and what of a pack from elsewhere is taken in."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from studio.errors import HostileFile, StudioError
from studio.library.kept import TextFolder, header_of, overlaid_texts
from studio.library.pack import make_pack
from studio.library.read import read_clause
from studio.steps.changed import Changed
from studio.steps.files import write_new
from studio.steps.own import add_check, add_law_row
from studio.steps.packs import Coming, PackLook, look_into
from studio.steps.workspace import Workspace, local_texts
from studio.store.records import ClauseEditRecord

if TYPE_CHECKING:
    from studio.store.transaction import Transaction

TAKEN = ("clause", "check", "law")  # a document's outline is not kept in a workspace


def export(ws: Workspace, ids: list[str], path: Path, by: str = "", *, force: bool = True) -> Changed:
    """Write clauses, as they are worded here, into a pack that can be offered back."""
    with ws.store.read() as tx:
        texts = overlaid_texts(ws.shipped, *local_texts(tx))
        reasons = [edit.reason for name in ids for edit in workspace_edits(tx, name)]
    library = replace(ws.library, folder=TextFolder("library", texts).as_path())
    reason = "; ".join(reasons) or "As shipped"
    data = make_pack(library, ids, by=by or ws.path.stem, on=ws.today().isoformat(), reason=reason)
    write_new(path, data, force=force)
    return Changed(
        said=f"{path.name} holds the wording, its versions and reasons. Send it to whoever keeps the library."
    )


def workspace_edits(tx: Transaction, clause: str) -> list[ClauseEditRecord]:
    """The wording in use that is the whole workspace's: that of one agreement is not offered to others."""
    return tx.all(ClauseEditRecord, clause=clause, state="in_use", agreement="")


def look_at(ws: Workspace, data: bytes) -> PackLook:
    """What would come of a pack, and what is wrong with it; nothing is saved. Raises HostileFile if it cannot be read."""
    return look_into(data, ws.shipped)


def wanted(ws: Workspace, look: PackLook) -> tuple[Coming, ...]:
    """What would be taken into this workspace: new clauses, checks and law rows. What is there already is left alone."""
    with ws.store.read() as tx:
        here = {each.clause for each in tx.all(ClauseEditRecord)}
    return tuple(each for each in look.new if each.kind in TAKEN and not (each.kind == "clause" and each.id in here))


def take(ws: Workspace, look: PackLook) -> Changed:
    """Take in what is new. Nothing is overwritten; with a fault anywhere in the pack nothing is taken."""
    if look.problems:
        first = look.problems[0]
        raise HostileFile(
            f"{first.file}, line {first.line}: {first.message}", "Nothing was taken in. Ask the maker to mend the pack."
        )
    coming = wanted(ws, look)
    if not coming:
        raise StudioError("There is nothing new in this pack.", "Nothing was changed.")
    clauses = [each for each in coming if each.kind == "clause"]
    texts = {each.id: _without_place(look.pack.texts[each.file], each.file) for each in clauses}
    for each in coming:
        if each.kind != "clause":
            (add_check if each.kind == "check" else add_law_row)(ws, look.pack.texts[each.file])
    reason = f"From a pack: {look.pack.reason or look.pack.made_by}"
    with ws.store.begin() as tx:
        for each in clauses:
            tx.save(ClauseEditRecord(each.id, each.version, texts[each.id], reason, ws.stamp(), "", "", "in_use"))
        detail = {"pack": look.pack.sha256, "made_by": look.pack.made_by, "files": [each.file for each in coming]}
        tx.append("take_pack", "", look.pack.made_by, detail, ws.now())
    ws.refresh()
    return Changed(said=f"Taken in: {', '.join(each.id for each in coming)}.")


def _without_place(text: str, file: str) -> str:
    """The source of a clause from elsewhere without the place that it had there: nobody here has approved it for one."""
    header, body = header_of(text)
    kept = re.sub(r"^after:.*\n", "", header, flags=re.MULTILINE)
    source = f"---\n{kept}---\n{body}"
    clause = read_clause(source, file, [])
    if clause is None or clause.after:
        raise HostileFile(f"The header of {file} cannot be taken apart.", "Nothing of the clause was taken in.")
    return source
