"""What settings.py reads from outside: the environment and the data directory."""

import os
import secrets
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat


def secret_key(data_dir: Path) -> str:
    """SECRET_KEY, or the content of SECRET_KEY_FILE, or a key made once and kept in data_dir."""
    if key := os.environ.get("SECRET_KEY"):
        return key
    path = Path(os.environ.get("SECRET_KEY_FILE") or data_dir / "secret_key")
    if not path.exists() and "SECRET_KEY_FILE" not in os.environ:
        _create_once(path, secrets.token_urlsafe(64))
    return path.read_text().strip()


def vapid_key(data_dir: Path) -> str:
    """VAPID_PRIVATE_KEY as PEM, or the content of VAPID_KEY_FILE, or a key made once and kept in data_dir.

    Browsers subscribe to this key: a new one loses all their subscriptions.
    """
    if key := os.environ.get("VAPID_PRIVATE_KEY"):
        return key.replace("\\n", "\n")
    path = Path(os.environ.get("VAPID_KEY_FILE") or data_dir / "vapid_key.pem")
    if not path.exists() and "VAPID_KEY_FILE" not in os.environ:
        made = ec.generate_private_key(ec.SECP256R1())
        pem = made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        _create_once(path, pem.decode())
    return path.read_text()


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
