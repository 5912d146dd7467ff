"""`make package`: a one-folder bundle and a .deb in `dist/`, with desktop entries, icon, file types and licences.

The time in every file is that of the last commit, so that one commit gives one package on one system.
"""

from __future__ import annotations

import argparse
import gzip
import os
import platform
import re
import shutil
import subprocess
import sys
import time
import tomllib
from importlib import metadata
from pathlib import Path

from install import LOCK, ROOT, entries, wanted_to_run

NAME = "agreement-studio"
LINUX = ROOT / "packaging" / "linux"
BUILD, DIST = ROOT / "build", ROOT / "dist"
BUNDLE = DIST / NAME
ICON_SIZES = (16, 24, 32, 48, 64, 128, 256)
BUILD_TOOLS = ("pyinstaller",)  # its starter is part of the bundle
MAINTAINER = "Agreement Studio maintainers <maintainers@agreement-studio.example>"
LICENCE_FILE = re.compile(r"(?i)(licen[cs]e|copying|notice|authors)[^/]*$|licenses/.*")


def program() -> dict[str, str]:
    """`project` of pyproject.toml."""
    found: dict[str, str] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return found


def commit_time() -> str:
    """Seconds since 1970 of the last commit, or 2026's first second outside a checkout."""
    asked = subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True, check=False)
    return asked.stdout.strip() or "1767225600"


def bundle() -> None:
    """Run PyInstaller; the folder is `dist/agreement-studio`."""
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
    command += ["--workpath", str(BUILD / "pyinstaller"), "--distpath", str(DIST)]
    subprocess.run(
        [*command, str(ROOT / "packaging" / f"{NAME}.spec")],
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "0", "SOURCE_DATE_EPOCH": commit_time()},
    )


def licences() -> int:
    """Copy the licence of every package in the bundle beside it; gives how many packages have one."""
    count = 0
    for name in [*wanted_to_run(entries(LOCK.read_text("utf-8"))), *BUILD_TOOLS]:
        try:
            package = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue  # one for another system
        target = BUNDLE / "licences" / name
        target.mkdir(parents=True, exist_ok=True)
        told = package.metadata
        lines = [f"{told['Name']} {package.version}", told.get("License-Expression") or told.get("License") or ""]
        classifiers = [each for each in told.get_all("Classifier") or [] if each.startswith("License")]
        (target / "about.txt").write_text("\n".join([*lines, *classifiers]).strip() + "\n", "utf-8")
        for file in package.files or ():
            if LICENCE_FILE.search(file.as_posix()) and file.suffix != ".py" and Path(str(file.locate())).is_file():
                shutil.copyfile(str(file.locate()), target / file.name)
        count += 1
    return count


def icons(folder: Path) -> None:
    """Draw the SVG in the sizes that desktops ask for, under `folder`/SIZExSIZE/apps, and keep the SVG itself."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtCore import QSize, Qt
    from PySide6.QtGui import QGuiApplication, QIcon

    held = QGuiApplication.instance() or QGuiApplication([])
    drawn = QIcon(str(LINUX / f"{NAME}.svg"))
    for size in ICON_SIZES:
        target = folder / f"{size}x{size}" / "apps"
        target.mkdir(parents=True)
        picture = drawn.pixmap(QSize(size, size)).scaled(size, size, mode=Qt.TransformationMode.SmoothTransformation)
        if not picture.save(str(target / f"{NAME}.png")):
            raise SystemExit(f"Qt could not draw {LINUX / NAME}.svg")
    (folder / "scalable" / "apps").mkdir(parents=True)
    shutil.copyfile(LINUX / f"{NAME}.svg", folder / "scalable" / "apps" / f"{NAME}.svg")
    del held


def lay_out(root: Path) -> None:
    """The package's files under `root`, where a Debian system has them."""
    share = root / "usr" / "share"
    shutil.copytree(BUNDLE, root / "usr" / "lib" / NAME, symlinks=True)
    (root / "usr" / "bin").mkdir(parents=True)
    (root / "usr" / "bin" / NAME).symlink_to(f"../lib/{NAME}/{NAME}")
    icons(share / "icons" / "hicolor")
    for file, folder in (
        (f"{NAME}.desktop", "applications"),
        (f"{NAME}-open.desktop", "applications"),
        (f"{NAME}.xml", "mime/packages"),
    ):
        (share / folder).mkdir(parents=True, exist_ok=True)
        shutil.copyfile(LINUX / file, share / folder / file)
    papers = share / "doc" / NAME
    papers.mkdir(parents=True)
    text = (LINUX / "copyright").read_text("utf-8")
    (papers / "copyright").write_text(text, "utf-8")
    news = ROOT / "CHANGELOG.md"
    if news.is_file():
        (papers / "changelog.gz").write_bytes(gzip.compress(news.read_bytes(), mtime=0))


def control(root: Path, depends: list[str]) -> str:
    """The package's control file. Installed-Size is in KiB, as Debian policy 5.6.20 wants it."""
    asked = subprocess.run(["dpkg", "--print-architecture"], capture_output=True, text=True, check=True)
    size = sum(each.lstat().st_size for each in root.rglob("*") if not each.is_dir()) // 1024
    told = program()
    libc = f"libc6 (>= {platform.libc_ver()[1]})"
    return (
        f"Package: {NAME}\nVersion: {told['version']}\nArchitecture: {asked.stdout.strip()}\n"
        f"Maintainer: {MAINTAINER}\nInstalled-Size: {size}\nSection: editors\nPriority: optional\n"
        f"Depends: {', '.join([libc, 'libstdc++6', *depends])}\n"
        "Recommends: desktop-file-utils, hicolor-icon-theme, shared-mime-info\n"
        f"Description: {told['description'].rstrip('.')}\n"
        " One file of facts becomes agreement, consent form, privacy notice and card; reviewers answer in their\n"
        " word processor; heads of organisations sign one PDF, each on a computer of their own.\n"
    )


def deb(depends: list[str]) -> Path:
    """Build the .deb from the bundle; gives its path."""
    root = BUILD / "deb"
    shutil.rmtree(root, ignore_errors=True)
    lay_out(root)
    text = control(root, depends)
    scripts = root / "DEBIAN"
    scripts.mkdir()
    (scripts / "control").write_text(text, "utf-8")
    for name in ("postinst", "postrm"):
        shutil.copyfile(LINUX / name, scripts / name)
        (scripts / name).chmod(0o755)
    for each in root.rglob("*"):
        if not each.is_symlink() and scripts not in each.parents:
            each.chmod(0o755 if each.is_dir() or os.access(each, os.X_OK) else 0o644)
    architecture = re.search(r"^Architecture: (\S+)", text, re.MULTILINE)
    target = DIST / f"{NAME}_{program()['version']}_{architecture.group(1) if architecture else 'all'}.deb"
    # zstd is known to every dpkg that has the bundle's C library; xz would take minutes to save a tenth.
    subprocess.run(
        ["dpkg-deb", "--root-owner-group", "-Zzstd", "-z10", "--build", str(root), str(target)],
        check=True,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "SOURCE_DATE_EPOCH": commit_time()},
    )
    return target


def smoke() -> None:
    """The bundle's program starts and says its version, with nothing of this environment to lean on."""
    told = subprocess.run(
        [str(BUNDLE / NAME), "--version"],
        cwd=BUILD,
        capture_output=True,
        text=True,
        check=True,
        env={"LANG": "C.UTF-8"},
    )
    if told.stdout.strip() != program()["version"]:
        raise SystemExit(f"The bundle says {told.stdout.strip()!r} instead of its version")


def megabytes(path: Path) -> str:
    """A file's or a folder's size in words."""
    files = [path] if path.is_file() else [each for each in path.rglob("*") if not each.is_dir()]
    return f"{sum(each.lstat().st_size for each in files) / 1e6:.0f} MB"


def main() -> int:
    parser = argparse.ArgumentParser(description="Build the bundle and the .deb.")
    parser.add_argument("--depends", default="", help="Debian packages that the .deb depends on, with blanks between")
    parser.add_argument("--only-deb", action="store_true", help="take the bundle that is there")
    options = parser.parse_args()
    began = time.monotonic()
    if not options.only_deb:
        bundle()
        smoke()
        print(f"{BUNDLE.relative_to(ROOT)}: {megabytes(BUNDLE)}, {time.monotonic() - began:.0f} s", flush=True)
        print(f"Licences of {licences()} packages lie beside it.", flush=True)
    began = time.monotonic()
    made = deb(options.depends.split())
    print(f"{made.relative_to(ROOT)}: {megabytes(made)}, {time.monotonic() - began:.0f} s")
    print(f"Install it with: sudo apt-get install ./{made.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
