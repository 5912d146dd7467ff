"""Which copy came back: agreement, draft and recipient, from what the file still says of itself."""

from __future__ import annotations

from collections.abc import Mapping

from studio.returns.change import Certainty, Pack
from studio.returns.guard import Package, open_package
from studio.returns.ooxml import parse, whole
from studio.returns.sent import Manifest, read_manifest

_NAMES = {
    "agreement": "AS.Agreement",
    "draft": "AS.Draft",
    "recipient": "AS.Recipient",
    "history-head": "AS.HistoryHead",
}


def custom_properties(package: Package) -> dict[str, str]:
    """The custom properties of the file by name (ECMA-376 part 1, 22.3)."""
    found: dict[str, str] = {}
    for name, kind in package.types.items():
        if kind.endswith("custom-properties+xml"):
            for item in parse(package.parts[name], name):
                if isinstance(item.tag, str) and item.get("name"):
                    found[str(item.get("name"))] = "".join(map(str, item.itertext())).strip()
    return found


def identify(package: Package, manifest: Manifest, sent: Manifest | None, certainty: Certainty) -> Pack:
    """The copy by its custom properties, else by its manifest, else (with `certainty`) by the sent copy it is like."""
    properties = custom_properties(package)
    own = {name: properties.get(key, "") for name, key in _NAMES.items()}
    if own["agreement"] and own["draft"]:
        return _pack(own, Certainty.ANCHOR)
    if manifest.head:
        return _pack(manifest.head, Certainty.ANCHOR)
    if sent is not None and sent.head and certainty is not Certainty.NONE:
        return _pack(sent.head, certainty)
    return Pack(None, None, None, Certainty.NONE)


def _pack(said: Mapping[str, str], certainty: Certainty) -> Pack:
    return Pack(
        said.get("agreement") or None,
        whole(said.get("draft", "")),
        said.get("recipient") or None,
        certainty,
        said.get("history-head") or None,
    )


def read_pack(data: bytes) -> Pack:
    """Which copy a file is, by what it says of itself; certainty none if its marks are gone.

    Reads properties and manifest only. Raises HostileFile if the file is refused (`guard.open_package`).
    """
    package = open_package(data)
    return identify(package, read_manifest(package), None, Certainty.NONE)
