"""history: the chained record of what was done."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from typing import Any

from studio.cli.common import answer, command, file_argument, force_option, path_option
from studio.cli.opening import opened
from studio.steps.files import write_new

COMMANDS = ("history",)


def add(commands: Any) -> None:
    made = command(
        commands, "history", "show, check or export a workspace's history", "history w.agreements --verify", history
    )
    file_argument(made, "workspace", "the workspace file")
    made.add_argument("--passphrase-file", metavar="F", help="its passphrase; - for standard input")
    made.add_argument("--verify", action="store_true", help="check the chain against every issued file")
    path_option(made, "--export", metavar="F.jsonl", help="write the entries, one JSON object a line")
    force_option(made)


def history(options: argparse.Namespace) -> int:
    from studio.steps.proving import check_history

    with opened(options, reading=True) as ws:
        entries, check = check_history(ws)
    if options.export:
        lines = "".join(json.dumps(asdict(each), ensure_ascii=False, sort_keys=True) + "\n" for each in entries)
        write_new(options.export, lines.encode(), force=options.force)
    fields = {
        "entries": len(entries),
        "head": entries[-1].hash if entries else "",
        "ok": check.ok,
        "first_bad": check.first_bad,
        "sentence": check.sentence,
    }
    shown = [f"{each.number:4} {each.at} {each.step:15} {each.agreement} {each.subject}" for each in entries]
    text = check.sentence if options.verify else "\n".join([*shown, check.sentence])
    answer(options, "history", fields, text)
    return 0 if check.ok else 1
