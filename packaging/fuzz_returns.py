"""Coverage-guided fuzzing of the reader of returns: `make fuzz-returns`, or `MINUTES=1 make fuzz-returns`.

Mutates the XML inside the packages of the reader's corpus by its own structure (elements moved, wrapped, doubled, renamed,
given children and attributes that the schemas know), and now and then the package and its bytes. An input that reaches a
new pair of lines in `studio/returns` is kept and mutated further. Nothing but a reading or a StudioError may come out;
anything else is written to `build/fuzz/` with its traceback, one for each place where it was raised.
"""

from __future__ import annotations

import io
import random
import sys
import time
import zipfile
from pathlib import Path

from fuzzing import Edges, Found, command
from lxml import etree

from studio.errors import StudioError
from studio.returns.docx_read import read_return, reading
from studio.returns.ooxml import clark, known_children, short
from studio.returns.rules import rule_of

ROOT = Path(__file__).resolve().parent.parent
CORPUS, SEEDS = ROOT / "tests" / "returns" / "corpus", ROOT / "tests" / "returns" / "seeds"
READER = ROOT / "studio" / "returns"
SLOW_S = 5.0
_WRAPS = ("w:ins", "w:del", "w:moveFrom", "w:moveTo", "w:hyperlink", "w:sdtContent", "w:smartTag", "w:p", "w:tbl", "w:tr",
          "w:tc", "w:txbxContent", "mc:Choice", "mc:AlternateContent", "m:oMath", "w:fldSimple", "w:rPrChange")  # fmt: skip
_VALUES = ("", "0", "1", "-1", "2", "99999999999", "true", "off", "none", "begin", "separate", "end", "\u202e", "\u200d",
           "continuationSeparator", "_cp_need_00000001", "Heading1", "Item", "x" * 300)  # fmt: skip
_NAMED = ("w:val", "w:id", "w:author", "w:date", "w:name", "w:type", "w:fldCharType", "w:instr", "w:vMerge", "w:char",
          "w:styleId", "w14:paraId", "w15:paraId", "w15:paraIdParent", "w15:done")  # fmt: skip
Members = dict[str, bytes]


# -- packages


def unpacked(data: bytes) -> Members:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(members: Members) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


# -- mutations


def mutated(members: Members, other: Members, chance: random.Random) -> bytes:
    """Another package made from one or two."""
    members = dict(members)
    for _ in range(chance.choice((1, 1, 1, 2, 3, 6))):
        roll = chance.random()
        if roll < 0.86:
            _change_xml(members, other, chance)
        elif roll < 0.93:
            _change_package(members, other, chance)
        else:
            _change_bytes(members, chance)
    data = packed(members)
    if chance.random() < 0.02:
        at = chance.randrange(len(data))
        data = data[:at] if chance.random() < 0.3 else data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]
    return data


def _change_xml(members: Members, other: Members, chance: random.Random) -> None:
    names = [name for name in members if name.endswith((".xml", ".rels"))]
    if not names:
        return
    name = "word/document.xml" if "word/document.xml" in names and chance.random() < 0.75 else chance.choice(names)
    try:
        root = etree.fromstring(members[name])
        donor = etree.fromstring(other.get(name, members[name]))
    except (etree.XMLSyntaxError, ValueError):
        return
    for _ in range(chance.choice((1, 1, 2, 4))):
        chance.choice(_CHANGES)(root, donor, chance)
    members[name] = etree.tostring(root)


def _any(root: etree._Element, chance: random.Random) -> etree._Element:
    return chance.choice(list(root.iter("*")))


def _remove(root: etree._Element, _donor: etree._Element, chance: random.Random) -> None:
    item = _any(root, chance)
    if (parent := item.getparent()) is not None:
        parent.remove(item)


def _double(root: etree._Element, _donor: etree._Element, chance: random.Random) -> None:
    item = _any(root, chance)
    if item.getparent() is not None:
        item.addnext(_copy(item))


def _transplant(root: etree._Element, donor: etree._Element, chance: random.Random) -> None:
    item = _any(root, chance)
    item.insert(chance.randint(0, len(item)), _copy(_any(donor, chance)))


def _wrap(root: etree._Element, _donor: etree._Element, chance: random.Random) -> None:
    item = _any(root, chance)
    parent = item.getparent()
    if parent is None:
        return
    outer = etree.Element(clark(chance.choice(_WRAPS)))
    parent.replace(item, outer)
    outer.append(item)


def _unwrap(root: etree._Element, _donor: etree._Element, chance: random.Random) -> None:
    item = _any(root, chance)
    parent = item.getparent()
    if parent is not None:
        at = parent.index(item)
        parent[at : at + 1] = list(item)


def _rename(root: etree._Element, _donor: etree._Element, chance: random.Random) -> None:
    item = _any(root, chance)
    parent = item.getparent()
    known = sorted(known_children().get(short(str(parent.tag)), ())) if parent is not None else []
    item.tag = _clark(chance.choice(known or ["w:p"]))


def _give_child(root: etree._Element, _donor: etree._Element, chance: random.Random) -> None:
    item = _any(root, chance)
    known = [name for name in sorted(known_children().get(short(str(item.tag)), ())) if rule_of(name)]
    if known:
        item.insert(chance.randint(0, len(item)), etree.Element(_clark(chance.choice(known))))


def _attribute(root: etree._Element, _donor: etree._Element, chance: random.Random) -> None:
    item = _any(root, chance)
    name = chance.choice([*map(str, item.attrib), clark(chance.choice(_NAMED))])
    item.set(name, chance.choice((*_VALUES, str(chance.randint(0, 30)))))


def _words(root: etree._Element, _donor: etree._Element, chance: random.Random) -> None:
    item = _any(root, chance)
    text = item.text or ""
    at = chance.randint(0, len(text))
    item.text = (
        text[:at]
        + chance.choice((" ", "\n", "\u00ad", "word", "\u05d0", "\U0001d49c", "[EXTERNAL]"))
        + text[at + chance.randint(0, 9) :]
    )


_CHANGES = (_remove, _double, _transplant, _transplant, _wrap, _wrap, _unwrap, _rename, _give_child, _give_child,
            _attribute, _attribute, _words)  # fmt: skip


def _copy(item: etree._Element) -> etree._Element:
    return etree.fromstring(etree.tostring(item, with_tail=False))


def _clark(name: str) -> str:
    try:
        return clark(name)
    except KeyError:
        return f"{{urn:example:unknown}}{name.partition(':')[2]}"


def _change_package(members: Members, other: Members, chance: random.Random) -> None:
    name = chance.choice(sorted(members))
    roll = chance.random()
    if roll < 0.3:
        del members[name]
    elif roll < 0.6 and other:
        taken = chance.choice(sorted(other))
        members[taken] = other[taken]
    elif roll < 0.8:
        members[chance.choice(sorted(members))] = members[name]
    else:
        members[f"word/odd{chance.randint(0, 9)}.xml"] = members[name]


def _change_bytes(members: Members, chance: random.Random) -> None:
    if not members:
        return
    name = chance.choice(sorted(members))
    data = bytearray(members[name])
    at = chance.randint(0, len(data))
    data[at : at + chance.randint(0, 12)] = bytes(chance.randrange(256) for _ in range(chance.randint(0, 6)))
    members[name] = bytes(data)


# -- running


def fuzz(minutes: float, seed: int, out: Path) -> Found:
    """Mutate and read until the time is up."""
    chance = random.Random(seed)
    sent = (CORPUS / "base.docx").read_bytes()
    folders = [path for folder in (CORPUS, SEEDS) for path in sorted(folder.glob("*.docx"))]
    queue = [unpacked(path.read_bytes()) for path in folders if zipfile.is_zipfile(path)]
    found, edges = Found(), Edges(READER)
    for members in list(queue):
        _run(packed(members), sent, edges, found, out)
    found.edges |= edges.seen
    ends = time.monotonic() + minutes * 60
    while time.monotonic() < ends:
        base = (
            queue[chance.randrange(len(queue))]
            if chance.random() < 0.5
            else queue[-1 - chance.randrange(min(60, len(queue)))]
        )
        data = mutated(base, chance.choice(queue), chance)
        edges.seen = set()
        _run(data, sent, edges, found, out)
        if not edges.seen <= found.edges:
            found.edges |= edges.seen
            found.kept += 1
            if zipfile.is_zipfile(io.BytesIO(data)) and len(data) < 200_000:
                _keep(queue, data)
    return found


def _keep(queue: list[Members], data: bytes) -> None:
    try:
        queue.append(unpacked(data))
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError):
        return  # the reader refused it in words; there is nothing in it to mutate further


def _run(data: bytes, sent: bytes, edges: Edges, found: Found, out: Path) -> None:
    found.executions += 1
    began = time.process_time()
    sys.settrace(edges)
    try:
        read_return(data, sent)
        reading(data, "accepted", "all")
    except StudioError:
        found.refused += 1
    except Exception as error:  # noqa: BLE001 - that any of them can come out is what is looked for
        found.keep_fault(error, data, READER, out, "docx")
    finally:
        sys.settrace(None)
    taken = time.process_time() - began
    found.slowest_s = max(found.slowest_s, taken)
    if taken > SLOW_S:
        found.keep_fault(TimeoutError(f"took {taken:.1f} seconds"), data, READER, out, "docx")


if __name__ == "__main__":
    sys.exit(command(fuzz, ROOT / "build" / "fuzz", "refused in words", __doc__ or ""))
