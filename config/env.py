"""What settings.py reads from outside: the environment and the data directory."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat


def secret_key(data_dir: Path) -> str:
    """SECRET_KEY, or the content of SECRET_KEY_FILE, or a key made once and kept in data_dir."""
    return os.environ.get("SECRET_KEY") or _kept(
        "SECRET_KEY_FILE", data_dir / "secret_key", lambda: secrets.token_urlsafe(64)
    )


def vapid_key(data_dir: Path) -> str:
    """VAPID_PRIVATE_KEY as PEM, or the content of VAPID_KEY_FILE, or a key made once and kept in data_dir.

    Browsers subscribe to this key: a new one loses all their subscriptions.
    """
    given = os.environ.get("VAPID_PRIVATE_KEY", "").replace("\\n", "\n")
    return given or _kept("VAPID_KEY_FILE", data_dir / "vapid_key.pem", _new_vapid_key)


def _new_vapid_key() -> str:
    made = ec.generate_private_key(ec.SECP256R1())
    return made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def _kept(elsewhere: str, path: Path, make: Callable[[], str]) -> str:
    """The content of the file that the variable `elsewhere` names, or of `path`, which is made if missing."""
    if given := os.environ.get(elsewhere):
        path = Path(given)
    elif not path.exists():
        _create_once(path, make())
    return path.read_text().strip()


def _create_once(path: Path, content: str) -> None:
    """Two processes may start at the same moment: the one that links first decides."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(content)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
