"""The command line's contract: exit codes, JSON fields by name, one sentence of error, files complete or absent."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cli_run import DUE, RETURNS, START, YORK, Ended, answered, secret, studio

HEX = re.compile(r"^[0-9a-f]{64}$")


def is_one_sentence(ended: Ended) -> bool:
    """Something for a person, and no trace of a program."""
    return (
        bool(ended.err.strip())
        and "Traceback" not in ended.err
        and ended.err.strip().endswith((".", "help", '"', "W", "ID"))
    )


# --- schema, check, assemble ------------------------------------------------------------------------------------------


def test_the_schema_is_json_schema_and_its_answer_is_only_that() -> None:
    ended = studio("schema")
    found = ended.json
    assert ended.code == 0
    assert found["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert {"agreement", "parties", "flows", "signatures"} <= set(found["properties"])
    assert studio("schema", "--json").json == found


def test_check_gives_findings_by_their_names_and_says_no_only_for_open_errors(tmp_path: Path) -> None:
    good = answered("check", YORK, "--date", START)
    assert set(good) == {"schema", "findings", "counts"}
    assert set(good["counts"]) == {"error", "warning", "advice"}
    names = {"rule", "severity", "pointer", "line", "clause", "message", "action", "source", "accepted"}
    names |= {"subject"}  # the document or term that the finding is about, so that an acceptance holds for it alone
    bad_file = tmp_path / "bad.yaml"
    bad_file.write_text(YORK.read_text("utf-8").replace("review_date: 2027-09-01", "review_date: 2031-09-01"), "utf-8")
    bad = answered("check", bad_file, "--date", START, code=1)
    assert bad["findings"]
    for each in (*good["findings"], *bad["findings"]):
        assert set(each) == names
        assert each["severity"] in {"error", "warning", "advice"}
        assert each["pointer"] == "" or each["pointer"].startswith("/")


def test_a_malformed_file_gives_all_its_problems_as_rule_format_with_lines(tmp_path: Path) -> None:
    path = tmp_path / "facts.yaml"
    text = (
        YORK.read_text("utf-8")
        .replace("review_months: 6", "review_months: soon")
        .replace("exec_form: simple", "exec_form: x")
    )
    path.write_text(text, "utf-8")
    found = answered("check", path, code=1)["findings"]
    lines = text.splitlines()
    assert {each["rule"] for each in found} == {"FORMAT"}
    assert {lines[each["line"] - 1].split(":")[0].strip() for each in found} == {"review_months", "exec_form"}


def test_assemble_writes_five_formats_and_a_manifest_that_is_true(tmp_path: Path) -> None:
    found = answered(
        "assemble", YORK, "--template", "consent-adult", "--out", tmp_path / "out", "--date", START, "--number", 3
    )
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))
    assert {key: found[key] for key in manifest} == manifest
    assert set(manifest) == {"facts_sha256", "library_sha256", "files"}
    assert manifest["facts_sha256"] == sha256(YORK.read_bytes()).hexdigest()
    assert {each["name"] for each in manifest["files"]} == {
        f"consent-adult.{x}" for x in ("docx", "pdf", "html", "txt", "json")
    }
    for each in manifest["files"]:
        assert set(each) == {"name", "template", "media_type", "sha256"}
        assert sha256((tmp_path / "out" / each["name"]).read_bytes()).hexdigest() == each["sha256"]
    assert {each.name for each in (tmp_path / "out").iterdir()} == {each["name"] for each in manifest["files"]} | {
        "manifest.json"
    }
    blocks = json.loads((tmp_path / "out" / "consent-adult.json").read_text("utf-8"))["blocks"]
    for block in blocks:
        assert set(block) == {"key", "clause", "version", "type", "level", "number", "text", "facts"}


def test_assembling_again_elsewhere_gives_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = answered("assemble", YORK, "--template", "all", "--out", tmp_path / "a", "--date", START)
    monkeypatch.chdir(tmp_path)
    two = answered("assemble", YORK, "--template", "all", "--out", "b", "--date", START)
    assert one["files"] == two["files"]
    assert {each["template"] for each in one["files"]} >= {
        "isa-multi-agency",
        "consent-adult",
        "privacy-notice",
        "practitioner-card",
    }


def test_nothing_is_written_if_a_fact_is_unanswered(tmp_path: Path) -> None:
    path = tmp_path / "facts.yaml"
    text = YORK.read_text("utf-8")
    assert "  review_date: 2027-09-01\n" in text
    path.write_text(text.replace("  review_date: 2027-09-01\n", ""), "utf-8")
    ended = studio("assemble", path, "--template", "all", "--out", tmp_path / "out", "--date", START)
    assert ended.code == 1
    assert "/agreement/review_date" in ended.err
    assert not (tmp_path / "out").exists()


def test_an_existing_file_is_not_overwritten_without_force(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "practitioner-card.txt").write_text("mine", "utf-8")
    command = ("assemble", YORK, "--template", "practitioner-card", "--out", out, "--date", START)
    ended = studio(*command)
    assert (ended.code, is_one_sentence(ended)) == (2, True)
    assert [each.name for each in out.iterdir()] == ["practitioner-card.txt"]
    assert (out / "practitioner-card.txt").read_text("utf-8") == "mine"
    assert studio(*command, "--force").code == 0
    assert (out / "practitioner-card.txt").read_text("utf-8") != "mine"


# --- exits ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("check",),
        ("check", "no-such-file.yaml"),
        ("assemble", YORK, "--out", "x"),
        ("assemble", YORK, "--template", "no-such", "--out", "x"),
        ("check", YORK, "--date", "yesterday"),
        ("issue", YORK, "--template", "isa-multi-agency", "--round", "one", "--due", DUE, "--out", "x"),
        ("issue", YORK, "--template", "isa-multi-agency", "--round", 1, "--due", "2020-01-01", "--out", "x"),
        ("library", "where-used", "no-such-clause"),
        ("history", "no-such.agreements", "--passphrase-file", "no-such.txt"),
        ("verify", "no-such.pdf"),
        ("identity", "show", "no-such.p12", "--passphrase-file", "no-such.txt"),
        ("sign", "no-such.pdf", "--field", "f", "--identity", "x.p12", "--out", "y"),
        ("merge", "no-such.docx", "other.docx", "--out", "x"),
    ],
)
def test_wrong_use_ends_with_2_and_one_sentence(
    arguments: tuple[Any, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ended = studio(*arguments)
    assert ended.code == 2, ended.err
    assert ended.out == ""
    assert "Traceback" not in ended.err
    assert 1 <= len(ended.err.strip().splitlines()) <= 2
    assert list(tmp_path.iterdir()) == []


def test_a_fault_of_ours_ends_with_70_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    from studio.steps import loose

    monkeypatch.setattr(loose, "check", lambda *_, **__: 1 / 0)
    ended = studio("check", YORK)
    assert (ended.code, ended.out) == (70, "")
    assert "fault in Agreement Studio" in ended.err


def test_a_stop_by_the_user_ends_with_130(monkeypatch: pytest.MonkeyPatch) -> None:
    from studio.steps import loose

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(loose, "check", stop)
    assert studio("check", YORK).code == 130


def test_every_command_has_an_example_in_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    from studio.cli.main import COMMANDS, run

    wanted = {
        "schema",
        "check",
        "assemble",
        "issue",
        "read-return",
        "merge",
        "compare",
        "prepare",
        "identity",
        "sign",
        "verify",
    }
    assert wanted | {"library", "history", "demo"} <= COMMANDS
    for name in sorted(COMMANDS):
        with pytest.raises(SystemExit) as ended:
            run([name, "--help"])
        assert ended.value.code == 0
        assert f"Example: agreement-studio {name}" in " ".join(capsys.readouterr().out.split())


# --- issue, read-return, merge, compare -------------------------------------------------------------------------------


def test_issue_names_every_recipient_with_file_and_hash(desk: Path) -> None:
    found = json.loads((desk / "round-1" / "issue.json").read_text("utf-8"))
    assert {"agreement", "draft", "round", "due", "history_head", "recipients"} <= set(found)
    assert (found["agreement"], found["draft"], found["round"], found["due"]) == ("SAMPLE-YORK-1", 1, 1, DUE)
    assert len(found["recipients"]) == 6
    for each in found["recipients"]:
        assert set(each) >= {"id", "party", "role", "email", "file", "sha256"}
        assert each["file"] == f"{each['party']}-{each['role']}.docx"
        assert each["email"].endswith(".example")
        assert sha256((desk / "round-1" / each["file"]).read_bytes()).hexdigest() == each["sha256"]
        letter = (desk / "round-1" / each["file"]).with_suffix(".eml").read_bytes()
        assert b"SAMPLE" in letter
    assert len(list((desk / "round-1").iterdir())) == 13


def test_a_return_is_read_by_the_contracts_names(desk: Path) -> None:
    found = answered("read-return", RETURNS / "police.docx", "--against", desk / "round-1" / "police-legal.docx")
    assert set(found) == {"schema", "pack", "changes", "comments", "unread", "proof"}
    assert set(found["pack"]) >= {"agreement", "draft", "recipient", "certainty"}
    assert found["pack"]["certainty"] == "anchor"
    marks = "ins del moveFrom moveTo cellIns cellDel cellMerge numberingChange silent"
    kinds = {*marks.split(), *(f"{x}Change" for x in ["rPr", "pPr", "sectPr", "tblPr", "tblGrid", "trPr", "tcPr"])}
    names = {"id", "kind", "target", "story", "clause", "block", "certainty", "author", "date", "before", "after"}
    for each in found["changes"]:
        assert names <= set(each)
        assert each["kind"] in kinds
        assert each["target"] in {"run", "paragraph", "row", "cell", "table", "section"}
    assert {"ins", "del", "silent", "moveFrom", "moveTo"} <= {each["kind"] for each in found["changes"]}
    for each in found["comments"]:
        assert set(each) == {"id", "parent", "author", "date", "story", "clause", "block", "quoted", "text", "resolved"}
    assert found["unread"] == []
    assert found["proof"]["rejected_equals_sent"] is True


def test_undoing_every_change_reads_as_what_was_sent(desk: Path) -> None:
    sent = studio("read-return", desk / "round-1" / "icb-ig_lead.docx", "--as", "accepted")
    back = studio("read-return", RETURNS / "icb.docx", "--as", "rejected")
    taken = studio("read-return", RETURNS / "icb.docx", "--as", "accepted", "--story", "all")
    assert (sent.code, back.code, taken.code) == (0, 0, 0)
    assert [line for line in back.out.splitlines() if line] == [line for line in sent.out.splitlines() if line]
    assert taken.out != sent.out


def test_a_file_that_is_no_document_is_refused_with_1(tmp_path: Path) -> None:
    path = tmp_path / "x.docx"
    path.write_bytes(b"PK\x03\x04 nothing")
    ended = studio("read-return", path)
    assert ended.code == 1
    assert "Traceback" not in ended.err
    assert ended.err.strip()


def test_merge_folds_names_clashes_and_proves_itself(merged: Path) -> None:
    found = json.loads((merged / "merge.json").read_text("utf-8"))
    assert {"changes", "clashes", "fact_changes", "undecided", "proof"} <= set(found)
    assert found["proof"] == {"accepted_equals_revised": True, "rejected_equals_sent": True}
    assert all(each["reviewers"] for each in found["changes"])
    assert len(found["clashes"]) == 1
    assert {each["pointer"] for each in found["fact_changes"]} >= {"/parties/0/legal_name"}
    assert all(set(each) == {"pointer", "before", "after"} for each in found["fact_changes"])
    assert sorted(found["undecided"]) == sorted(each["id"] for each in found["changes"])
    both = [each for each in found["changes"] if "10 working days" in each["after"]]
    assert [len(each["reviewers"]) for each in both] == [2]
    assert [each.name for each in merged.iterdir()] == ["merge.json"]


def decisions_of(merged: Path, **other: str) -> dict[str, dict[str, str]]:
    found = json.loads((merged / "merge.json").read_text("utf-8"))
    lost = {name for group in found["clashes"] for name in group[1:]}
    made = {
        each["id"]: {"decision": "reject" if each["id"] in lost else "accept", "reason": "Agreed."}
        for each in found["changes"]
    }
    for name, decision in other.items():
        made[name]["decision"] = decision
    return made


def merge_again(desk: Path, out: Path, decisions: dict[str, dict[str, str]]) -> Ended:
    path = out.with_suffix(".yaml")
    path.write_text(json.dumps(decisions), "utf-8")
    returns = sorted(RETURNS.glob("*.docx"))
    command = ("merge", desk / "round-1" / "police-legal.docx", *returns, "--facts", YORK, "--decisions", path)
    return studio(*command, "--out", out, "--date", "2026-10-26")


def test_merge_with_decisions_writes_the_next_draft_its_redline_and_the_answers(
    desk: Path, merged: Path, tmp_path: Path
) -> None:
    ended = merge_again(desk, tmp_path / "out", decisions_of(merged))
    assert ended.code == 0, ended.err
    names = {"facts.yaml", "draft.docx", "redline.docx", "responses.docx"}
    assert names <= {each.name for each in (tmp_path / "out").iterdir()}
    assert studio("check", tmp_path / "out" / "facts.yaml", "--date", START).code == 0
    assert "Together for Mental Wellbeing Limited" in (tmp_path / "out" / "facts.yaml").read_text("utf-8")
    accepted = studio("read-return", tmp_path / "out" / "redline.docx", "--as", "accepted").out.splitlines()
    draft = studio("read-return", tmp_path / "out" / "draft.docx", "--as", "accepted").out.splitlines()
    assert set(accepted) - set(draft) <= {""} or len(set(accepted) - set(draft)) < 12
    assert "You said, we did" in studio("read-return", tmp_path / "out" / "responses.docx", "--as", "accepted").out


def test_merge_refuses_both_sides_of_a_clash_an_unknown_id_and_an_unknown_decision(
    desk: Path, merged: Path, tmp_path: Path
) -> None:
    ((one, two),) = json.loads((merged / "merge.json").read_text("utf-8"))["clashes"]
    for wrong in (
        decisions_of(merged) | {one: {"decision": "accept", "reason": "x"}, two: {"decision": "accept", "reason": "x"}},
        decisions_of(merged) | {"p0000000000": {"decision": "accept", "reason": "x"}},
        decisions_of(merged) | {one: {"decision": "perhaps", "reason": "x"}},
    ):
        ended = merge_again(desk, tmp_path / "out", wrong)
        assert ended.code == 1
        assert "Traceback" not in ended.err
        assert not (tmp_path / "out").exists()


def test_compare_writes_a_redline_that_proves_itself(desk: Path, tmp_path: Path) -> None:
    out = tmp_path / "redline.docx"
    found = answered("compare", desk / "round-1" / "icb-ig_lead.docx", RETURNS / "icb.docx", "--docx", out)
    assert set(found) == {"schema", "changes", "proof"}
    assert found["proof"] == {"accepted_equals_new": True, "rejected_equals_old": True}
    assert found["changes"]
    assert out.read_bytes()[:2] == b"PK"
    assert studio("compare", desk / "round-1" / "icb-ig_lead.docx", RETURNS / "icb.docx", "--docx", out).code == 2


# --- signing ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def prepared(desk: Path) -> dict[str, Any]:
    return answered(
        "prepare", YORK, "--template", "isa-multi-agency", "--certify", desk / "coordinator.p12", "--out", desk / "sign.pdf",
        "--passphrase-file", desk / "words.txt", "--date", "2026-11-05",
    )  # fmt: skip


def test_prepare_names_hashes_and_a_field_for_each_partner(desk: Path, prepared: dict[str, Any]) -> None:
    assert set(prepared) == {"schema", "sha256", "text_sha256", "docx_sha256", "fields"}
    assert prepared["sha256"] == sha256((desk / "sign.pdf").read_bytes()).hexdigest()
    assert all(HEX.match(prepared[name]) for name in ("sha256", "text_sha256", "docx_sha256"))
    assert len(prepared["fields"]) == 6
    for each in prepared["fields"]:
        assert set(each) == {"name", "party", "person", "office"}
        assert each["name"] == f"sign.{each['party']}"


def sign(desk: Path, party: str, source: Path, out: Path, **more: str) -> Ended:
    identity = desk / f"{more.get('identity', party)}.p12"
    words = more.get("words", str(desk / "words.txt"))
    field = more.get("field", f"sign.{party}")
    command = ("sign", source, "--field", field, "--identity", identity, "--out", out, "--passphrase-file", words)
    return studio(*command, "--date", "2026-11-10", "--json")


def certificate(desk: Path, name: str) -> Path:
    shown = answered("identity show", desk / f"{name}.p12", "--passphrase-file", desk / "words.txt")
    assert {"certificate", "sha256", "words"} <= set(shown)
    path = desk / f"{name}.pem"
    path.write_text(shown["certificate"], "utf-8")
    return path


VERDICT = {
    "indication", "sub_indication", "sentence", "prepared_here", "complete", "unsigned_fields", "sent", "certification",
    "signatures", "problems",
}  # fmt: skip
SIGNATURE = {
    "kind", "field", "signer", "indication", "sub_indication", "integrity", "modifications", "trust", "level",
    "claimed_signing_time", "best_signature_time", "digest_algorithm", "signature_algorithm", "sentence",
}  # fmt: skip


def test_sign_and_verify_by_the_contracts_names(desk: Path, prepared: dict[str, Any], tmp_path: Path) -> None:
    before = (desk / "sign.pdf").read_bytes()
    signed = sign(desk, "council", desk / "sign.pdf", tmp_path / "signed.pdf")
    assert signed.code == 0, signed.err
    assert {"field", "level", "sha256", "signer"} <= set(signed.json)
    assert signed.json["level"] == "PAdES-BASELINE-B"
    assert (desk / "sign.pdf").read_bytes() == before
    data = (tmp_path / "signed.pdf").read_bytes()
    assert data.startswith(before)
    assert signed.json["sha256"] == sha256(data).hexdigest()
    trust = [word for name in ("coordinator", "council") for word in ("--trust", certificate(desk, name))]
    when = ("--at", "2026-11-12T12:00:00Z", "--sent", desk / "sign.pdf")
    found = answered("verify", tmp_path / "signed.pdf", *trust, *when, "--partial")
    assert set(found) >= VERDICT | {"schema"}
    assert (found["indication"], found["complete"], found["sent"]) == ("TOTAL-PASSED", False, "identical-prefix")
    assert found["prepared_here"] is True
    assert sorted(found["unsigned_fields"]) == sorted(
        f"sign.{p}" for p in ("together", "police", "icb", "trust", "ambulance")
    )
    for each in found["signatures"]:
        assert set(each) >= SIGNATURE  # the contract's names are fixed; more may be added
        assert set(each["signer"]) == {"name", "organisation", "sha256"}
        assert set(each["trust"]) == {"sha256"}
    whole = answered("verify", tmp_path / "signed.pdf", *trust, *when, code=1)
    assert whole["complete"] is False
    unknown = answered("verify", tmp_path / "signed.pdf", *when, "--partial", code=1)
    assert unknown["indication"] == "INDETERMINATE"
    assert all(each["trust"] is None for each in unknown["signatures"])
    assert {each["code"].split("-")[0] for each in unknown["problems"]} == {"trust"}
    report = tmp_path / "report.pdf"
    assert studio("verify", tmp_path / "signed.pdf", *trust, *when, "--partial", "--report", report).code == 0
    assert report.read_bytes().startswith(b"%PDF")


def test_signing_is_refused_with_1_and_writes_nothing(desk: Path, prepared: dict[str, Any], tmp_path: Path) -> None:
    out = tmp_path / "out.pdf"
    (tmp_path / "wrong.txt").write_text("not these words\n", "utf-8")
    altered = tmp_path / "altered.pdf"
    data = bytearray((desk / "sign.pdf").read_bytes())
    data[len(data) // 2] ^= 1
    altered.write_bytes(bytes(data))
    taken = tmp_path / "taken.pdf"
    assert sign(desk, "council", desk / "sign.pdf", taken).code == 0
    for refused in (
        sign(desk, "council", desk / "sign.pdf", out, words=str(tmp_path / "wrong.txt")),
        sign(desk, "council", desk / "sign.pdf", out, field="sign.nobody"),
        sign(desk, "council", desk / "sign.pdf", out, identity="together"),
        sign(desk, "council", altered, out),
        sign(desk, "council", taken, out),
    ):
        assert refused.code == 1, refused.out
        assert "Traceback" not in refused.err
        assert not out.exists()
    assert sign(desk, "together", taken, out).code == 0


def test_an_identity_of_openssl_is_accepted(desk: Path, tmp_path: Path) -> None:
    import subprocess

    key, pem, p12 = tmp_path / "k.pem", tmp_path / "c.pem", tmp_path / "o.p12"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out", pem,
         "-days", "400", "-subj", "/O=City of York Council/CN=Uma Sample"],
        check=True, capture_output=True,
    )  # fmt: skip
    subprocess.run(
        ["openssl", "pkcs12", "-export", "-inkey", key, "-in", pem, "-out", p12, "-passout", "pass:four plain sample words"],
        check=True, capture_output=True,
    )  # fmt: skip
    shown = answered("identity show", p12, "--passphrase-file", secret(tmp_path))
    assert shown["name"] == "Uma Sample"
    assert len(shown["words"]) >= 8
    typed = answered("identity show", p12, "--passphrase-file", "-", typed="four plain sample words\n")
    assert typed == shown


# --- library and history ----------------------------------------------------------------------------------------------


def test_the_library_answers_by_the_contracts_names(tmp_path: Path) -> None:
    assert answered("library lint")["problems"] == []
    hits = answered("library search", "retention")["hits"]
    assert all(set(each) == {"id", "version", "title", "snippet", "score"} for each in hits)
    assert answered("library where-used", "s-flows")["uses"]
    import shutil

    from studio.library.shipped import content

    other = tmp_path / "library"
    for part in ("clauses", "templates"):
        shutil.copytree(content() / part, other / part)
    assert answered("library diff", content(), other)["differences"] == []
    clause = other / "clauses" / "a09-flows" / "flows.md"
    clause.write_text(clause.read_text("utf-8").replace("[[s-flows]]", "[[nowhere]]"), "utf-8")
    found = answered("library lint", "--library", other, code=1)["problems"]
    assert all(set(each) == {"file", "line", "code", "message"} for each in found)
    assert found[0]["file"] == "clauses/a09-flows/flows.md"
    assert clause.read_text("utf-8").splitlines()[found[0]["line"] - 1].count("[[nowhere]]")
    assert [each["id"] for each in answered("library diff", content(), other)["differences"]] == ["flows"]


def test_history_is_checked_and_exported(tmp_path: Path) -> None:
    words = secret(tmp_path)
    ws = tmp_path / "w.agreements"
    keys = ("--passphrase-file", words, "--date", START)
    assert studio("workspace", "new", ws, *keys).code == 0
    assert studio("workspace", "start", ws, YORK, *keys).code == 0
    found = answered("history", ws, "--verify", "--export", tmp_path / "h.jsonl", "--passphrase-file", words)
    assert {"entries", "head", "ok", "first_bad"} <= set(found)
    assert (found["ok"], found["first_bad"]) == (True, None)
    lines = [json.loads(each) for each in (tmp_path / "h.jsonl").read_text("utf-8").splitlines()]
    assert found["entries"] == len(lines)
    assert found["head"] == lines[-1]["hash"]
    (tmp_path / "wrong.txt").write_text("other words here\n", "utf-8")
    wrong = studio("history", ws, "--verify", "--passphrase-file", tmp_path / "wrong.txt")
    assert wrong.code == 1
    assert "Traceback" not in wrong.err
