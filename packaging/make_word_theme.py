"""Colours and families of the base of every DOCX, and the theme made of them; `make_word_base.py` writes it."""

from __future__ import annotations

INK, ACCENT, GREY, LINE, HAIRLINE, TINT, SAND = "1A1D21", "0F4C5C", "56606B", "868F99", "C5CBD1", "EAF0F2", "FBF5E6"
SERIF, SANS = "Agreement Serif", "Agreement Sans"
# Our letters are Latin, Greek and Cyrillic. Words that Word takes for complex (right to left, the scripts of India) are asked
# of a family that it has; LibreOffice draws its own of the same shapes, and both fill in letters from the system's fonts.
COMPLEX = {SANS: "Arial", SERIF: "Times New Roman"}
OF_SCRIPT = {"Arab": "", "Hebr": "", "Beng": "Nirmala UI", "Deva": "Nirmala UI", "Gujr": "Nirmala UI", "Guru": "Nirmala UI",
             "Taml": "Nirmala UI"}  # fmt: skip


def theme() -> str:
    """`theme1.xml`: the smallest that the schema allows; no style of ours refers to it, but a document must have one."""

    def colour(name: str, value: str) -> str:
        return f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>'

    names = ("dk1", "lt1", "dk2", "lt2", *(f"accent{n}" for n in range(1, 7)), "hlink", "folHlink")
    values = (INK, "FFFFFF", ACCENT, TINT, ACCENT, GREY, LINE, "0B5A38", "9C1C1C", "9A7400", ACCENT, GREY)
    colours = "".join(colour(name, value) for name, value in zip(names, values, strict=True))
    letters = "".join(
        f'<a:{kind}Font><a:latin typeface="{name}"/><a:ea typeface=""/><a:cs typeface="{COMPLEX[name]}"/>'
        + "".join(
            f'<a:font script="{script}" typeface="{face or COMPLEX[name]}"/>' for script, face in OF_SCRIPT.items()
        )
        + f"</a:{kind}Font>"
        for kind, name in (("major", SANS), ("minor", SERIF))
    )
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    line = f'<a:ln w="6350">{fill}</a:ln>'
    effect = "<a:effectStyle><a:effectLst/></a:effectStyle>"
    return (
        f'<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="Agreement"><a:themeElements>'
        f'<a:clrScheme name="Agreement">{colours}</a:clrScheme><a:fontScheme name="Agreement">{letters}</a:fontScheme>'
        f'<a:fmtScheme name="Agreement"><a:fillStyleLst>{fill * 3}</a:fillStyleLst><a:lnStyleLst>{line * 3}</a:lnStyleLst>'
        f"<a:effectStyleLst>{effect * 3}</a:effectStyleLst><a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst></a:fmtScheme>"
        "</a:themeElements></a:theme>"
    )
