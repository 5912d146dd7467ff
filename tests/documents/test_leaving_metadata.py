"""What goes out beside the text: every field of description in every kind of file, with the values it may have.

A field that is not listed here fails: no author, path, note, program version, clock or reviewer's contact goes out.
"""

from __future__ import annotations

import email
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from email.policy import default

import pikepdf
import pytest
from docx_drafts import a_draft, a_later_draft, block
from form_sample import sample_form
from lxml import etree, html
from pdf_sample import sample_draft
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from studio.documents.attribution import Attribution, By
from studio.documents.diagram import Box, Circle, Drawing, Words
from studio.documents.docx_review import ReviewCopy
from studio.documents.docx_write import write_docx
from studio.documents.house import using
from studio.documents.house_read import read_house
from studio.documents.html_write import write_html
from studio.documents.pdf_write import write_pdf, write_signing_pdf
from studio.documents.redline import coordinator, write_redline
from studio.documents.stamp import write_stamp
from studio.drafting.draft import BlockType, Draft, DraftStatus
from studio.post.eml import Attachment as Enclosure
from studio.post.eml import Mailbox, draft_message
from studio.signing.plan import Attachment

FINAL = sample_draft(status=DraftStatus.FINAL, version="1.0", number=0)
DRAFT = sample_draft()
TITLE, REF, STUDIO = FINAL.info.title, "SAMPLE-YP-01", "Agreement Studio"
PDF_DAY, DAY = "D:20261123000000Z", "2026-11-23T00:00:00Z"
INFO = {"/Title": TITLE, "/Producer": STUDIO, "/Creator": STUDIO, "/CreationDate": PDF_DAY, "/ModDate": PDF_DAY,
        "/AgreementRef": REF, "/AgreementSample": "true", "/AgreementFactsSha256": "0" * 64,
        "/AgreementLibrarySha256": "1" * 64}  # fmt: skip
XMP = {"dc:format": "application/pdf", "dc:title": TITLE, "dc:language": "en-GB", "xmp:CreateDate": DAY,
       "xmp:ModifyDate": DAY, "xmp:CreatorTool": STUDIO, "pdf:Producer": STUDIO, "pdfaid:conformance": "B",
       "pdfuaid:part": "1", "as:ref": REF, "as:sample": "true", "as:factsSha256": "0" * 64,
       "as:librarySha256": "1" * 64}  # fmt: skip
CORE = {"title": TITLE, "subject": REF, "language": "en-GB", "created": DAY, "modified": DAY, "version": "0.3"}
SETTINGS = {"zoom", "defaultTabStop", "characterSpacingControl", "compat", "compatSetting", "themeFontLang",
            "decimalSymbol", "listSeparator"}  # fmt: skip
REVIEW = ReviewCopy(
    "SAMPLE-YP-01", 3, "police-ig", "police", "North Yorkshire Police", "ig_lead", "kim", date(2026, 12, 11), "ab" * 32
)
PARTS = {"[Content_Types].xml", "_rels/.rels", "docProps/app.xml", "docProps/core.xml", "word/_rels/document.xml.rels",
         "word/_rels/fontTable.xml.rels", "word/document.xml", "word/fontTable.xml", "word/numbering.xml",
         "word/settings.xml", "word/styles.xml", "word/theme/theme1.xml"}  # fmt: skip
OWN_PARTS = {"docProps/custom.xml", "customXml/item1.xml", "customXml/itemProps1.xml",
             "customXml/_rels/item1.xml.rels"}  # fmt: skip
NUMBERED = re.compile(r"word/(header|footer)\d\.xml|word/fonts/Agreement\w+-\w+\.odttf")


def _described(data: bytes) -> tuple[dict[str, str], dict[str, str]]:
    """Information dictionary and XMP of a PDF."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        info = {key: str(value) for key, value in pdf.docinfo.items()}
        packet = etree.fromstring(pdf.Root.Metadata.read_bytes())
    told = {f"{each.prefix}:{etree.QName(each).localname}": "".join(each.itertext()).strip()
            for part in packet.iter("{*}Description") for each in part if each.prefix != "pdfaExtension"}  # fmt: skip
    return info, told


@pytest.mark.parametrize("draft", [DRAFT, FINAL, sample_form()], ids=["draft", "final", "form"])
def test_a_pdf_describes_the_document_and_nobody(draft: Draft) -> None:
    info, told = _described(write_pdf(draft))
    named = {
        "/Title": draft.info.title,
        "/AgreementVersion": draft.info.version,
        "/AgreementDraft": str(draft.info.number),
    }
    extra = {"as:version": draft.info.version, "as:draft": str(draft.info.number), "pdfaid:part": "2"}
    hashes = {key for key in INFO if key.endswith("Sha256")} if not draft.facts_sha256 else set()
    assert info == {key: value for key, value in (INFO | named).items() if key not in hashes}
    gone = {"as:factsSha256", "as:librarySha256"} if hashes else set()
    told_wanted = XMP | extra | {"dc:title": draft.info.title}
    assert told == {key: value for key, value in told_wanted.items() if key not in gone}


def test_a_file_to_be_signed_adds_fingerprints_alone() -> None:
    attached = [Attachment("agreement.txt", "text/plain", b"1 Purpose\n", "The agreed text", "Source")]
    data = write_signing_pdf(
        FINAL, attachments=attached, docx_sha256="ab" * 32, text_sha256="cd" * 32, history_head="9" * 64
    )
    info, told = _described(data)
    prints = {"textSha256": "cd" * 32, "docxSha256": "ab" * 32, "historyHead": "9" * 64, "version": "1.0", "draft": "0"}
    assert info == INFO | {f"/Agreement{key[0].upper()}{key[1:]}": value for key, value in prints.items()}
    assert told == XMP | {f"as:{key}": value for key, value in prints.items()} | {"pdfaid:part": "3"}
    with pikepdf.open(io.BytesIO(data)) as pdf:
        (file,) = pdf.Root.AF
        assert {key: str(file[key]) for key in ("/F", "/UF", "/Desc")} == {
            "/F": "agreement.txt", "/UF": "agreement.txt", "/Desc": "The agreed text"}  # fmt: skip
        assert set(file.EF.F.Params.keys()) == {"/Size", "/ModDate", "/CheckSum"}
        assert str(file.EF.F.Params.ModDate) == PDF_DAY


def test_a_stamp_brings_no_description_of_its_own() -> None:
    stamp = write_stamp(
        name="Ida Sample", office="Chief", organisation="SAMPLE", signed_at="1 December 2026, 10:00 UTC"
    )
    with pikepdf.open(io.BytesIO(stamp)) as pdf:
        kept = pdf.pages[0].as_form_xobject()
        assert set(kept.keys()) <= {"/Type", "/Subtype", "/BBox", "/Resources", "/Matrix", "/Length", "/Filter"}


@pytest.mark.parametrize("review", [None, REVIEW], ids=["paper", "review copy"])
def test_a_word_file_describes_the_document_and_whose_copy_it_is(review: ReviewCopy | None) -> None:
    package = zipfile.ZipFile(io.BytesIO(write_docx(DRAFT, review=review)))
    names = set(package.namelist())
    assert {name for name in names if not NUMBERED.fullmatch(name)} == (PARTS | OWN_PARTS if review else PARTS)
    assert {one.date_time for one in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert not [one for one in package.infolist() if one.comment or one.extra]
    core = {etree.QName(each).localname: each.text for each in etree.fromstring(package.read("docProps/core.xml"))}
    app = {etree.QName(each).localname: each.text for each in etree.fromstring(package.read("docProps/app.xml"))}
    assert (core, app) == (CORE, {"Application": STUDIO})
    settings = {etree.QName(each).localname for each in etree.fromstring(package.read("word/settings.xml")).iter()}
    assert settings - {"settings"} == (SETTINGS | {"trackRevisions"} if review else SETTINGS)
    for name in names:
        if name.endswith(".xml"):
            assert not re.search(rb"rsid|w:author|w:initials|/(home|tmp|work|Users)/", package.read(name)), name


def test_a_redline_names_whose_changes_it_shows_and_nobody_else() -> None:
    old = a_draft(6)
    who = Attribution(
        coordinator(date(2026, 12, 1)), {"clause-1:1": By("North Yorkshire Police", "2026-11-28T10:00:00Z")}
    )
    made = write_redline(old, a_later_draft(old), who=who, on=date(2026, 12, 1), title="Draft 3 to draft 4")
    package = zipfile.ZipFile(io.BytesIO(made))
    assert {name for name in package.namelist() if not NUMBERED.fullmatch(name)} == PARTS
    assert {one.date_time for one in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    core = {etree.QName(each).localname for each in etree.fromstring(package.read("docProps/core.xml"))}
    assert core <= set(CORE)
    text = package.read("word/document.xml").decode()
    assert set(re.findall(r'w:author="([^"]*)"', text)) == {"Coordinator", "North Yorkshire Police"}
    assert set(re.findall(r'w:date="([^"]*)"', text)) == {"2026-12-01T00:00:00Z", "2026-11-28T10:00:00Z"}
    assert not re.search(r"rsid|w:initials|/(home|tmp|work|Users)/", text)


def test_pictures_in_a_word_file_hold_dots_and_shapes_alone() -> None:
    drawing = Drawing(100, 40, (Box(1, 1, 50, 20), Circle(80, 20, 9), Words(5, 35, "Police")), "A box.")
    figure = block("fig:1", BlockType.FIGURE, "A box.", figure="flow-map")
    logo = Image.new("RGBA", (60, 20), (92, 15, 58, 128))
    held = io.BytesIO()
    told = PngInfo()
    told.add_text("Author", "Ida Sample")
    logo.save(held, "PNG", pnginfo=told)
    house = read_house("logo: logo.png\nlogo_text: Logo\n", {"logo.png": held.getvalue()}.get).house
    assert house is not None
    with using(house):
        made = write_docx(Draft(FINAL.info, (*FINAL.blocks, figure)), pictures={"flow-map": drawing})
    package = zipfile.ZipFile(io.BytesIO(made))
    pictures = [name for name in package.namelist() if name.startswith("word/media/")]
    assert pictures == ["word/media/logo.png", "word/media/picture1.png", "word/media/picture1.svg"]
    for name in pictures[:2]:
        assert set(_chunks(package.read(name))) <= {"IHDR", "PLTE", "tRNS", "IDAT", "IEND"}, name
    shapes = list(etree.fromstring(package.read(pictures[2])).iter())
    assert not [each for each in shapes if not isinstance(each.tag, str)]  # no comment
    assert {etree.QName(each).localname for each in shapes} <= {"svg", "rect", "circle", "text", "title", "path", "g"}


def _chunks(data: bytes) -> Iterator[str]:
    """Names of the chunks of a PNG (ISO/IEC 15948, 5.3)."""
    at = 8
    while at < len(data):
        yield data[at + 4 : at + 8].decode("ascii")
        at += 12 + int.from_bytes(data[at : at + 4], "big")


def test_a_review_copy_names_its_recipient_by_role_and_no_address() -> None:
    package = zipfile.ZipFile(io.BytesIO(write_docx(DRAFT, review=REVIEW)))
    custom = {
        each.get("name"): "".join(each.itertext()) for each in etree.fromstring(package.read("docProps/custom.xml"))
    }
    assert set(custom) == {"AS.Agreement", "AS.Draft", "AS.Recipient", "AS.HistoryHead", "AS.TextSha256"}
    assert (custom["AS.Recipient"], custom["AS.Agreement"]) == ("police-ig", "SAMPLE-YP-01")
    manifest = etree.fromstring(package.read("customXml/item1.xml"))
    assert set(manifest.attrib) == {"agreement", "draft", "template", "recipient", "party", "party-name", "role", "contact",
                                    "due", "history-head", "text-sha256", "date", "facts-sha256",
                                    "library-sha256"}  # fmt: skip
    assert manifest.get("contact") == "kim"
    assert b"@" not in package.read("customXml/item1.xml") + package.read("docProps/custom.xml")


def test_a_web_page_describes_its_width_and_title_alone() -> None:
    page = html.fromstring(write_html(DRAFT))
    assert [dict(each.attrib) for each in page.iter("meta")] == [
        {"charset": "utf-8"},
        {"name": "viewport", "content": "width=device-width, initial-scale=1"},
    ]
    assert [each.tag for each in page.find("head")] == ["meta", "meta", "title", "style"]
    assert page.findtext("head/title") == TITLE
    assert not [each for each in html.fromstring(write_html(DRAFT)).iter() if isinstance(each, etree._Comment)]


def test_a_letter_has_these_headers_and_no_other() -> None:
    data = draft_message(sender=Mailbox("Mo Sample", "mo@together.example"), to=[Mailbox("Kim Sample", "kim@police.example")],
                         subject="Draft 3", text="Dear Kim", sample=True, message_id_seed="a",
                         attachments=[Enclosure("draft.docx", "application/octet-stream", b"x")])  # fmt: skip
    message = email.message_from_bytes(data, policy=default)
    assert set(message.keys()) == {"From", "To", "Subject", "Message-ID", "X-Unsent", "MIME-Version", "Content-Type"}
    assert re.fullmatch(r"<[0-9a-f]{40}@together\.example>", str(message["Message-ID"]))
    (enclosed,) = message.iter_attachments()
    assert {key.lower() for key in set(enclosed.keys())} <= {"content-type", "content-transfer-encoding", "content-disposition",
                                                        "mime-version"}  # fmt: skip
    assert enclosed.get_filename() == "draft.docx"
