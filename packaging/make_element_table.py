"""Write `studio/returns/elements.txt`: which element may stand in which, by the published Open XML schemas.

Source: ECMA-376 (Transitional) and Microsoft's extensions [MS-DOCX], in the machine-readable form that the
development package `openxml-audit` carries. Run it again only when that package learns a new schema.
"""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import openxml_audit

ROOT = Path(__file__).resolve().parent.parent
SCHEMAS = Path(openxml_audit.__file__).parent / "data" / "openxml" / "schemas"
WANTED = {"w", "w14", "w15", "w16", "w16cid", "w16cex", "w16se", "wp", "wp14", "wp15", "wps", "wpg", "wpc", "a", "a14",
          "pic", "pic14", "v", "o", "w10", "m", "asvg", "adec", "a16"}  # fmt: skip


def particles(node: Any) -> list[str]:
    """Names of the elements that a content model allows, at any depth of its groups."""
    if not isinstance(node, dict):
        return []
    own = [node["Name"].rsplit("/", 1)[-1]] if node.get("Name") else []
    return own + [name for item in node.get("Items", []) for name in particles(item)]


def main() -> None:
    children: dict[str, set[str]] = defaultdict(set)
    types: dict[str, dict[str, Any]] = {}
    derived: list[tuple[str, str]] = []
    for path in sorted(SCHEMAS.glob("*.json")):
        for kind in json.loads(path.read_text(encoding="utf-8")).get("Types", []):
            base, name = kind["Name"].rsplit("/", 1)
            types[kind["Name"]] = kind
            if name.split(":")[0] in WANTED:
                found = particles(kind.get("Particle")) + [
                    c["Name"].rsplit("/", 1)[-1] for c in kind.get("Children", [])
                ]
                children[name].update(found)
                derived.append((base, name))
    for base, name in derived:
        whole = types.get(f"{base}/")
        if whole:
            children[name].update(particles(whole.get("Particle")))
            children[name].update(c["Name"].rsplit("/", 1)[-1] for c in whole.get("Children", []))
    lines = [
        f"{name} {' '.join(sorted(inner))}".rstrip() for name, inner in sorted(children.items()) if name[-1] != ":"
    ]
    (ROOT / "studio" / "returns" / "elements.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(len(lines), "elements")


if __name__ == "__main__":
    main()
