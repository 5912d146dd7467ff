"""Makes the static cuts that are shipped in `studio/documents/fonts` and `studio/desk/fonts`.

Run once for a new font release, in an environment of its own (none of these packages is needed at run time):

    python -m venv /tmp/fonts && /tmp/fonts/bin/pip install fonttools brotli \
        fontpkg-source-serif-4==4.4 fontpkg-source-sans-3==3.52 fontpkg-inter==4.1.post1 \
        manimgx-fonts==2026.9.26.post1
    /tmp/fonts/bin/python packaging/make_fonts.py

Why cuts of our own: ReportLab draws static TrueType only, and pyHanko is right only with 1000 units per em.
Why another name: "Source" is a reserved font name of the SIL Open Font License, and these cuts are modified versions.
The cuts for other scripts hold that script alone, with its rules of shaping: Latin words keep their own face beside them.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import sys
from dataclasses import dataclass
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem
from fontTools.varLib import instancer

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = ROOT / "studio" / "documents" / "fonts"
DESK = ROOT / "studio" / "desk" / "fonts"
SERIF, SANS, INTER = "fontpkg_source_serif_4", "fontpkg_source_sans_3", "fontpkg_inter"
NOTO = "manimgx_fonts"
# What each script needs beside its own block: spaces, the joiners, the circle that carries a lone vowel sign, the dandas.
SHARED = (0x20, 0xA0, 0x200C, 0x200D, 0x25CC, 0x964, 0x965)
SCRIPTS = {
    "Arabic": (range(0x600, 0x700), range(0x750, 0x780), range(0x8A0, 0x900)),
    "Bengali": (range(0x980, 0xA00),),
    "Devanagari": (range(0x900, 0x980),),
    "Gujarati": (range(0xA80, 0xB00),),
    "Gurmukhi": (range(0xA00, 0xA80),),
    "Hebrew": (range(0x590, 0x600),),
    "Tamil": (range(0xB80, 0xC00),),
}


@dataclass(frozen=True)
class Cut:
    """One static font: where it comes from, what it is called, where it goes."""

    package: str
    source: str
    axes: tuple[tuple[str, float], ...]
    family: str
    style: str
    weight: int
    small_capitals: bool = False
    script: str = ""
    folders: tuple[Path, ...] = (DOCUMENTS,)

    @property
    def file(self) -> str:
        return f"{self.family.replace(' ', '')}-{self.style.replace(' ', '')}.ttf"


def _serif(style: str, weight: int, *, italic: bool = False, size: float = 11, desk: bool = False) -> Cut:
    source = "SourceSerif4-Italic[opsz,wght].ttf" if italic else "SourceSerif4[opsz,wght].ttf"
    folders = (DOCUMENTS, DESK) if desk else (DOCUMENTS,)
    axes = (("opsz", size), ("wght", weight))
    return Cut(SERIF, source, axes, "Agreement Serif", style, weight, folders=folders)


def _sans(style: str, weight: int, *, italic: bool = False) -> Cut:
    source = "SourceSans3-Italic[wght].ttf" if italic else "SourceSans3[wght].ttf"
    return Cut(SANS, source, (("wght", weight),), "Agreement Sans", style, weight)


def _inter(style: str, weight: int) -> Cut:
    return Cut(INTER, "Inter[opsz,wght].ttf", (("opsz", 14), ("wght", weight)), "Inter", style, weight, folders=(DESK,))


def _script(script: str, style: str, weight: int) -> Cut:
    axes = (("wght", weight),)
    return Cut(NOTO, f"NotoSans{script}[wght].ttf", axes, f"Agreement {script}", style, weight, script=script)


CUTS = (
    _inter("Regular", 400),
    _inter("Medium", 500),
    _inter("SemiBold", 600),
    _inter("Bold", 700),
    _serif("Regular", 400, desk=True),
    _serif("SemiBold", 600, desk=True),
    _serif("Italic", 400, italic=True, desk=True),
    _sans("Regular", 400),
    _sans("Italic", 400, italic=True),
    _sans("SemiBold", 600),
    _sans("Bold", 700),
    _serif("Display Medium", 500, size=48),
    Cut(SANS, "SourceSans3[wght].ttf", (("wght", 600),), "Agreement Sans SC", "SemiBold", 600, small_capitals=True),
    *(_script(script, style, weight) for script in SCRIPTS for style, weight in (("Regular", 400), ("SemiBold", 600))),
)
LICENCES = (
    (SERIF, "OFL-Agreement-Serif.txt", (DOCUMENTS, DESK)),
    (SANS, "OFL-Agreement-Sans.txt", (DOCUMENTS,)),
    (INTER, "OFL-Inter.txt", (DESK,)),
    (NOTO, "OFL-Agreement-Scripts.txt", (DOCUMENTS,)),
)


def main(wanted: list[str]) -> None:
    """Makes all cuts, or those of the families named."""
    for cut in (cut for cut in CUTS if not wanted or cut.family in wanted):
        font = make(cut)
        for folder in cut.folders:
            folder.mkdir(parents=True, exist_ok=True)
            font.save(folder / cut.file)
        print(cut.file)
    for package, name, folders in LICENCES:
        for folder in folders:
            (folder / name).write_bytes(_licence(package))


def make(cut: Cut) -> TTFont:
    """The cut as a static font; stops the build where a shipped rule does not hold."""
    inside = Path() if cut.package == NOTO else Path("files")
    font = TTFont(_package(cut.package) / inside / cut.source, recalcTimestamp=False)
    axes = {axis.axisTag: None for axis in font["fvar"].axes} | dict(cut.axes)
    font = instancer.instantiateVariableFont(font, axes, inplace=True, updateFontNames=False)
    if cut.small_capitals:
        _small_capitals(font)
    if cut.script:
        _only_script(font, cut.script)
    elif cut.package != INTER:
        _no_ligatures(font)
    if cut.package != INTER and font["head"].unitsPerEm != 1000:
        scale_upem(font, 1000)
    _hyphen(font)
    _name(font, cut)
    font["OS/2"].usWeightClass = cut.weight
    return font


def _package(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise SystemExit(f"{name} is not installed; see the top of this file")
    return Path(spec.origin).parent


def _licence(package: str) -> bytes:
    """The licence's text; the wheel of the fonts for other scripts keeps it with its metadata."""
    if package != NOTO:
        return (_package(package) / "LICENSE").read_bytes()
    found = [file for file in importlib.metadata.files("manimgx-fonts") or [] if file.name == "LICENSE"]
    families = ", ".join(f"Agreement {script}" for script in SCRIPTS)
    head = f"{families} are static cuts, one script each, made from these fonts (here no longer unmodified):\n\n"
    return head.encode() + Path(str(found[0].locate())).read_bytes()


def _only_script(font: TTFont, script: str) -> None:
    """The glyphs of one script with all rules that join, stack and place them; no hints, no names of glyphs."""
    options = subset.Options()
    options.hinting = options.glyph_names = False
    options.notdef_outline = True
    options.name_IDs = ["*"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[code for block in SCRIPTS[script] for code in block] + list(SHARED))
    cutter.subset(font)


def _no_ligatures(font: TTFont) -> None:
    """An fi ligature comes out of text extraction as one character."""
    if "GSUB" not in font:
        return
    for record in font["GSUB"].table.FeatureList.FeatureRecord:
        if record.FeatureTag in {"liga", "dlig", "calt", "clig"}:
            record.Feature.LookupListIndex = []
            record.Feature.LookupCount = 0


def _small_capitals(font: TTFont) -> None:
    """Lower case letters draw the real small capitals, so that the text stays lower case when it is read out."""
    table = font["GSUB"].table
    lookups: set[int] = set()
    for record in table.FeatureList.FeatureRecord:
        if record.FeatureTag == "smcp":
            lookups.update(record.Feature.LookupListIndex)
    changed: dict[str, str] = {}
    for index in sorted(lookups):
        for sub in table.LookupList.Lookup[index].SubTable:
            changed.update(getattr(getattr(sub, "ExtSubTable", sub), "mapping", {}))
    if not changed:
        raise SystemExit("this font has no small capitals")
    for cmap in font["cmap"].tables:
        cmap.cmap = {code: changed.get(glyph, glyph) for code, glyph in cmap.cmap.items()}


def _hyphen(font: TTFont) -> None:
    for cmap in font["cmap"].tables:
        if 0x2D in cmap.cmap:
            cmap.cmap.setdefault(0x2011, cmap.cmap[0x2D])


def _name(font: TTFont, cut: Cut) -> None:
    names = font["name"]
    full = f"{cut.family} {cut.style}"
    keep = {0, 8, 9, 10, 11, 12, 13, 14} | ({7} if cut.package == INTER else set())
    names.names = [record for record in names.names if record.nameID in keep]
    family, style = _style_linked(cut)
    texts = {
        1: family,
        2: style,
        3: f"{full}; static cut",
        4: full,
        5: "Version 1.000",
        6: cut.file.removesuffix(".ttf"),
        16: cut.family,
        17: cut.style,
    }
    for number, text in texts.items():
        names.setName(text, number, 3, 1, 0x409)
    italic = cut.style == "Italic"
    bold = cut.style == "Bold"
    os2 = font["OS/2"]
    os2.fsSelection = (os2.fsSelection & ~0b1100001) | (1 if italic else 0) | (32 if bold else 0)
    if not italic and not bold:
        os2.fsSelection |= 64
    font["head"].macStyle = (1 if bold else 0) | (2 if italic else 0)
    for tag in ("STAT", "DSIG"):
        if tag in font:
            del font[tag]


def _style_linked(cut: Cut) -> tuple[str, str]:
    """Family and style as old programs group them: four styles, each other weight a family of its own."""
    if cut.style in {"Regular", "Italic", "Bold"}:
        return cut.family, cut.style
    return f"{cut.family} {cut.style}", "Regular"


if __name__ == "__main__":
    main(sys.argv[1:])
