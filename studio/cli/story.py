"""demo: York Pathways from facts to the last signature, by the commands of this command line and nothing else.

Everything in it is sample data. The returns were made by a word processor from the issued files
(`make returns`); six processes that know only the PDF and their own identity sign it.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import io
import json
import os
import secrets
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

from studio.cli.common import answer, command, force_option, itself
from studio.errors import StudioError, WrongUse
from studio.library.shipped import content
from studio.steps.files import write_new

COMMANDS = ("demo",)
CASE = "york-pathways"
WORKSPACE = "york.agreements"
PASSPHRASES = Path("identities") / "passphrases"
STEPS = 14


def add(commands: Any) -> None:
    made = command(commands, "demo", "play the sample agreement from facts to signatures", "demo demo", demo)
    made.add_argument("dir", type=Path, metavar="DIR", help="folder for the files")
    force_option(made)


@dataclass(slots=True)
class _Begun:
    """A command in a process of its own."""

    line: str
    process: subprocess.Popen[bytes]
    told: Path | None

    def tell(self) -> None:
        assert self.told is not None  # noqa: S101 - begun so
        assert self.process.stdin is not None  # noqa: S101 - begun so
        with contextlib.suppress(BrokenPipeError):  # it has ended already; `wait` says why
            self.process.stdin.write(self.told.read_bytes())
            self.process.stdin.flush()

    def wait(self) -> None:
        """Raises StudioError if the command said no."""
        _, said = self.process.communicate()
        if self.process.returncode != 0:
            raise StudioError(f"{self.line}: {said.decode('utf-8', 'replace').strip()}")

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.communicate()


@dataclass(slots=True)
class _Story:
    """Runs commands, remembers them for `commands.txt`, shows a line and a bar a step."""

    folder: Path
    quiet: bool
    commands: list[str] = field(default_factory=list)
    done: int = 0
    begun: list[_Begun] = field(default_factory=list)
    identities: dict[str, dict[str, Any]] = field(default_factory=dict)  # what `identity new` said of each

    def step(self, words: str) -> None:
        self.done += 1
        if not self.quiet:
            bar = "█" * self.done + "░" * (STEPS - self.done)
            print(f"{bar} {self.done:2}/{STEPS}  {words}", flush=True)

    def run(self, day: str, *arguments: str | Path) -> dict[str, Any]:
        """One command in the story's folder, as on the given day; gives its JSON. Raises StudioError if it says no."""
        from studio.cli.main import run

        words = [str(each) for each in arguments]
        dated = [*words, "--date", day] if day else words
        self.commands.append("agreement-studio " + shlex.join(dated))
        out, err = io.StringIO(), io.StringIO()
        here = Path.cwd()
        try:
            os.chdir(self.folder)
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                code = run([*dated, "--json"])
        finally:
            os.chdir(here)
        if code != 0:
            raise StudioError(
                f"{self.commands[-1]} ended with {code}: {err.getvalue().strip() or out.getvalue()[-2000:]}"
            )
        found: dict[str, Any] = json.loads(out.getvalue())
        return found

    def begin(self, day: str, *arguments: str | Path, told: Path | None = None) -> _Begun:
        """Start one command in a process of its own. With `told` it waits until it is told that file's passphrase."""
        words = [str(each) for each in arguments] + ["--date", day]
        line = "agreement-studio " + shlex.join(words) + (f" < {shlex.quote(told.as_posix())}" if told else "")
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(each for each in sys.path if each)}
        started = subprocess.Popen(
            [*itself(), *words],
            cwd=self.folder,
            stdin=subprocess.PIPE if told else subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=environment,
        )
        made = _Begun(line, started, self.folder / told if told else None)
        self.begun.append(made)
        if told is None:
            self.commands.append(line)
        return made

    def tell(self, begun: _Begun) -> None:
        """Give a waiting command its passphrase: it does its work now."""
        self.commands.append(begun.line)
        begun.tell()

    def stop(self) -> None:
        """End what still runs, after a failure."""
        for each in self.begun:
            each.stop()

    def workspace(self, day: str, step: str, *arguments: str | Path) -> dict[str, Any]:
        return self.run(
            day, "workspace", step, WORKSPACE, *arguments, "--passphrase-file", PASSPHRASES / "workspace.txt"
        )


def demo(options: argparse.Namespace) -> int:
    """Play the story into DIR; the last lines list the files."""
    folder = options.dir.resolve()
    _clear(folder, force=options.force)
    case = content() / "templates" / "cases" / CASE
    plan = _read_plan(case / "story.yaml")
    # A short-lived play makes few cycles; looking for them all the time costs a tenth of it.
    gc.set_threshold(100_000, 50, 50)
    story = _Story(folder, options.json)
    from studio.steps.workspace import one_sitting

    try:
        with one_sitting():
            assembling = _documents(story, plan, case)
            _people(story, plan)
            _compose(story, plan)
            _issue(story, plan)
            waiting = _take_in(story, plan, case)
            _decide(story, plan)
            assembling.wait()
            _sign(story, plan, waiting)
    finally:
        story.stop()
    write_new(folder / "commands.txt", ("\n".join(story.commands) + "\n").encode(), force=True)
    write_new(folder / "README.txt", _readme(folder).encode(), force=True)
    files = sorted(each.relative_to(folder).as_posix() for each in folder.rglob("*") if each.is_file())
    answer(
        options,
        "demo",
        {"folder": str(options.dir), "files": files},
        "\n".join(f"{options.dir / each}" for each in files),
    )
    return 0


def _clear(folder: Path, *, force: bool) -> None:
    if folder.exists() and any(folder.iterdir()):
        if not force:
            raise WrongUse(f"{folder} is not empty.", "Name a new folder, or use --force to play the story again.")
        if not (folder / WORKSPACE).exists() and not (folder / "README.txt").exists():
            raise WrongUse(f"{folder} was not made by a demo and is left alone.", "Name a new folder.")
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    write_new(folder / "README.txt", b"SAMPLE. The story is being played, or was stopped before its end.\n", force=True)


def _read_plan(path: Path) -> dict[str, Any]:
    from ruamel.yaml import YAML

    found: dict[str, Any] = YAML(typ="safe", pure=True).load(path.read_text("utf-8"))
    return found


def _people(story: _Story, plan: dict[str, Any]) -> None:
    """Seven identities with seven passphrases, made now; the workspace's passphrase too."""
    story.step("Making seven signing identities, each with its own passphrase")
    names = ["workspace", *(each["party"] for each in plan["signatories"]), "coordinator"]
    for name in names:
        words = "-".join(secrets.token_hex(3) for _ in range(4))
        write_new(story.folder / PASSPHRASES / f"{name}.txt", f"{words}\n".encode())
    for each in [*plan["signatories"], {**plan["coordinator"], "party": "coordinator"}]:
        out = Path("identities") / f"{each['party']}.p12"
        arguments = ["--name", each["name"], "--organisation", each["organisation"], "--sample", "--out", out]
        story.identities[each["party"]] = story.run(
            plan["days"]["start"],
            "identity",
            "new",
            *arguments,
            "--passphrase-file",
            PASSPHRASES / f"{each['party']}.txt",
        )


def _documents(story: _Story, plan: dict[str, Any], case: Path) -> _Begun:
    """Facts to documents, made beside the rest."""
    day = plan["days"]["start"]
    write_new(story.folder / "facts.yaml", case.with_suffix(".yaml").read_bytes())
    story.step("Assembling every document in every format")
    made = ("assemble", "facts.yaml", "--template", *plan["documents"], "--number", "1", "--out", "documents")
    return story.begin(day, *made)


def _compose(story: _Story, plan: dict[str, Any]) -> None:
    day = plan["days"]["start"]
    story.step("Checking the facts against law and code")
    story.run(day, "check", "facts.yaml")
    story.step("Opening an encrypted workspace")
    story.workspace(day, "new")
    story.workspace(day, "start", "facts.yaml")


def _issue(story: _Story, plan: dict[str, Any]) -> None:
    days = plan["days"]
    story.step("Circulating draft 1 to six reviewers")
    story.workspace(days["start"], "issue", "--due", days["due"], "--out", "round-1")


def _take_in(story: _Story, plan: dict[str, Any], case: Path) -> list[_Begun]:
    """The returns and the silent partner. Meanwhile the signatories' programs start, one beside each return; gives them."""
    starting = _signatories(story, plan)
    waiting: list[_Begun] = []
    story.step("Taking five returns in, made with a word processor")
    for each in plan["returns"]:
        write_new(story.folder / "returns" / each["file"], (case / "returns" / each["file"]).read_bytes())
        waiting += islice(starting, 1)
        story.workspace(each["day"], "receive", Path("returns") / each["file"])
    waiting += starting
    story.step("Chasing the sixth: reminded, no response, then a telephone note")
    silent = plan["silent"]
    story.workspace(
        silent["reminded"], "remind", "--party", silent["party"], "--out", f"round-1/reminder-{silent['party']}.eml"
    )
    story.workspace(silent["recorded"], "no-response", "--party", silent["party"])
    story.workspace(silent["telephoned"], "note", "--party", silent["party"], "--text", silent["note"], "--agrees")
    return waiting


def _decide(story: _Story, plan: dict[str, Any]) -> None:
    day = plan["days"]["decided"]
    story.step("Deciding every change, with a reason each")
    found = story.workspace(day, "changes")
    open_rules = [dict(each, used=0) for each in plan["decisions"]]
    decisions: dict[str, Any] = {}
    for change in found["changes"]:
        rule = _rule_for(change, open_rules)
        decisions[change["id"]] = {name: rule[name] for name in ("decision", "reason", "text") if name in rule}
    if unused := [each for each in open_rules if not each["used"]]:
        raise StudioError(f"The story decides changes that nobody asked for: {unused[0]}")
    for comment in found["comments"]:
        reason = next((each["reason"] for each in plan["answers"] if comment.startswith(each["from"])), None)
        if reason is None:
            raise StudioError(f"The story has no answer to the comment {comment}.")
        decisions[comment] = {"decision": "accept", "reason": reason}
    text = json.dumps(decisions, ensure_ascii=False, indent=1) + "\n"
    write_new(story.folder / "decisions.yaml", text.encode())  # JSON is YAML too
    story.workspace(day, "decide", "--file", "decisions.yaml")
    story.step("Making draft 2, its redline and “you said, we did”")
    story.workspace(day, "finish", "--out", "draft-2")


def _rule_for(change: dict[str, Any], rules: list[dict[str, Any]]) -> dict[str, Any]:
    """The coordinator's decision on a change, found by whose it is and which words it holds."""
    text = f"{change['before']} {change['after']}"
    for rule in rules:
        who = rule.get("from")
        if (
            (who is None or who in change["reviewers"])
            and rule["words"] in text
            and rule.get("kind", change["kind"]) == change["kind"]
        ):
            rule["used"] += 1
            return rule
    raise StudioError(f"The story has no decision for: {change['kind']} by {change['reviewers']}: {text[:300]}")


def _signing_files(plan: dict[str, Any]) -> list[Path]:
    """The file to be signed and what each signatory makes of it, in turn."""
    names = [f"{number}-{each['party']}.pdf" for number, each in enumerate(plan["signatories"], 1)]
    return [Path("signing") / name for name in ("0-to-sign.pdf", *names)]


def _sign(story: _Story, plan: dict[str, Any], waiting: Sequence[_Begun]) -> None:
    days, files = plan["days"], _signing_files(plan)
    story.step("Collecting each partner's own word on draft 2")
    for each in plan["agreements"]:
        story.workspace(days["agreed"], "note", "--party", each["party"], "--text", each["note"], "--agrees")
    story.step("Freezing the text, making and certifying the file to be signed")
    story.workspace(days["frozen"], "freeze")
    certify: list[str | Path] = [
        "--certify",
        "identities/coordinator.p12",
        "--identity-passphrase-file",
        PASSPHRASES / "coordinator.txt",
    ]
    story.workspace(days["frozen"], "prepare", *certify, "--out", "signing/0-to-sign.pdf")
    story.step("Six chief executives sign, each in a process of its own")
    last, back = files[0], None
    for each, out, signing in zip(plan["signatories"], files[1:], waiting, strict=True):
        story.tell(signing)
        if back:  # the coordinator files the last signature, on its own day, while the next one is being made
            story.workspace(back["day"], "receive-signed", last)
        signing.wait()
        last, back = out, each
    story.workspace(plan["signatories"][-1]["day"], "receive-signed", last)
    _confirm(story, plan, last)


def _signatories(story: _Story, plan: dict[str, Any]) -> Iterator[_Begun]:
    """Each signatory's own process: it knows the PDF and its own identity, nothing else, and waits for the passphrase."""
    for each, (file, out) in zip(plan["signatories"], pairwise(_signing_files(plan)), strict=True):
        yield story.begin(
            each["day"], "sign", file, "--field", f"sign.{each['party']}",
            "--identity", f"identities/{each['party']}.p12", "--passphrase-file", "-", "--out", out,
            told=PASSPHRASES / f"{each['party']}.txt",
        )  # fmt: skip


def _confirm(story: _Story, plan: dict[str, Any], last: Path) -> None:
    days = plan["days"]
    story.step("Confirming each certificate by telephone, entering the register")
    trust: list[str | Path] = []
    for name in [*(each["party"] for each in plan["signatories"]), "coordinator"]:
        write_new(story.folder / "identities" / f"{name}.pem", story.identities[name]["certificate"].encode())
        trust += ["--trust", f"identities/{name}.pem"]
    shutil.copyfile(story.folder / last, story.folder / "executed.pdf")
    sent = ["--sent", "signing/0-to-sign.pdf", "--report", "verification.pdf"]
    verified = story.begin(days["entered"], "verify", "executed.pdf", *trust, *sent)
    for each in plan["signatories"]:
        sha256, words = (story.identities[each["party"]][name] for name in ("sha256", "words"))
        told = ["--first", " ".join(words[:4]), "--last", " ".join(words[-4:]), "--by", plan["coordinator"]["name"]]
        story.workspace(days["entered"], "enrol", "--party", each["party"], "--certificate", sha256, *told)
    story.workspace(days["entered"], "enter")
    story.step("Verifying the executed agreement and the history")
    story.run("", "history", WORKSPACE, "--verify", "--passphrase-file", PASSPHRASES / "workspace.txt")
    verified.wait()


def _readme(folder: Path) -> str:
    words = (folder / PASSPHRASES / "workspace.txt").read_text("utf-8").strip()
    return (
        "SAMPLE. Every person, number and signature in this folder is invented.\n\n"
        f"Workspace: {WORKSPACE}\nPassphrase: {words}\n\n"
        f"Open it with: agreement-studio {WORKSPACE}\n"
        "Every command that made these files is in commands.txt; the identities' passphrases are in identities/passphrases.\n"
    )
