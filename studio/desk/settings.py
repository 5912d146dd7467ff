"""What the user prefers; the only caller of QSettings. Facts of an agreement are never settings."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QByteArray, QSettings

_LAYOUT = 1  # raised when windows are laid out anew: older geometry is then forgotten


@dataclass(frozen=True)
class Settings:
    scheme: str = "system"  # system | light | dark
    text_size: int = 100  # percent, 90 to 200
    recent: tuple[str, ...] = ()  # workspaces, newest first
    identity: str = ""  # where the signing identity lies that was used last; never its passphrase
    time_service: str = ""  # address of the time stamp service (RFC 3161); "" until one is chosen
    pkcs11_module: str = ""  # what the maker of the cards gave out; "" until one is chosen


def load() -> Settings:
    """The saved settings; a value of the wrong kind falls back to its default."""
    store = QSettings()
    scheme = str(store.value("scheme", "system"))
    size = str(store.value("text_size", "100"))
    recent = store.value("recent", [])
    names = [recent] if isinstance(recent, str) else [str(one) for one in recent] if isinstance(recent, list) else []
    return Settings(
        scheme=scheme if scheme in {"system", "light", "dark"} else "system",
        text_size=min(max(int(size), 90), 200) if size.isdigit() else 100,
        recent=tuple(name for name in names if name),
        identity=str(store.value("identity", "")),
        time_service=str(store.value("time_service", "")),
        pkcs11_module=str(store.value("pkcs11_module", "")),
    )


def save(settings: Settings) -> None:
    store = QSettings()
    store.setValue("scheme", settings.scheme)
    store.setValue("text_size", settings.text_size)
    store.setValue("recent", list(settings.recent))
    store.setValue("identity", settings.identity)
    store.setValue("time_service", settings.time_service)
    store.setValue("pkcs11_module", settings.pkcs11_module)


def remember(workspace: str) -> None:
    """Put a workspace at the top of those opened lately."""
    now = load()
    others = tuple(name for name in now.recent if name != workspace)
    save(replace(now, recent=(workspace, *others)[:8]))


def save_geometry(name: str, geometry: QByteArray) -> None:
    QSettings().setValue(f"window{_LAYOUT}/{name}", geometry)


def geometry(name: str) -> QByteArray:
    value = QSettings().value(f"window{_LAYOUT}/{name}")
    return value if isinstance(value, QByteArray) else QByteArray()
