"""Arrays and texts as bytes that a database can keep, and back. A plain format: reading it runs nothing."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Arrays = dict[str, Array]

MAGIC = b"HANDOVER-INDEX-2\n"
CHECKED = 32
"""Bytes of the SHA-256 of all that follows it."""
KINDS = frozenset({"|u1", "|b1", "<i4", "<i8", "<u8", "<f4", "<f8"})


class DamagedIndexError(Exception):
    """The bytes are not what was packed; says what is wrong with them."""


def packed(arrays: Mapping[str, Array]) -> bytes:
    """A line of JSON that names the arrays, then their bytes one after another."""
    laid_out = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    head = [[name, array.dtype.str, list(array.shape)] for name, array in laid_out.items()]
    if strange := {kind for _, kind, _ in head} - KINDS:
        raise ValueError(f"arrays of {', '.join(sorted(map(str, strange)))} are not packed")
    body = b"".join([json.dumps(head).encode(), b"\n", *(array.tobytes() for array in laid_out.values())])
    return MAGIC + hashlib.sha256(body).digest() + body


def unpacked(data: bytes) -> Arrays:
    """The arrays, as views of `data` that nobody can write to. Errors: DamagedIndexError."""
    if not data.startswith(MAGIC):
        raise DamagedIndexError("it does not begin as an index does")
    at = len(MAGIC) + CHECKED
    body = memoryview(data)[at:]
    if hashlib.sha256(body).digest() != data[len(MAGIC) : at]:
        raise DamagedIndexError("its checksum does not fit: part of it was changed or lost")
    line = data.find(b"\n", at)
    try:
        return _arrays(json.loads(data[at:line]), data, line + 1)
    except (ValueError, TypeError, KeyError) as error:
        raise DamagedIndexError(f"its parts cannot be read: {error}") from error


def _arrays(head: Sequence[tuple[str, str, list[int]]], data: bytes, at: int) -> Arrays:
    found: Arrays = {}
    for name, kind, shape in head:
        if kind not in KINDS:
            raise ValueError(f"{name} is of the kind {kind}")
        dtype = np.dtype(kind)
        count = int(np.prod(shape, dtype=np.int64))
        found[name] = np.frombuffer(data, dtype, count, at).reshape(shape)
        at += count * dtype.itemsize
    return found


def of_texts(name: str, texts: Sequence[str]) -> Arrays:
    """Texts as two arrays: their letters, and where each ends."""
    coded = [text.encode("utf-8", "surrogatepass") for text in texts]
    ends = np.cumsum([len(one) for one in coded], dtype=np.int64)
    return {f"{name}.letters": np.frombuffer(b"".join(coded), np.uint8), f"{name}.ends": ends}


def texts_of(name: str, arrays: Mapping[str, Array]) -> list[str]:
    letters, ends = arrays[f"{name}.letters"].tobytes(), arrays[f"{name}.ends"].tolist()
    starts = [0, *ends]
    return [
        letters[start:end].decode("utf-8", "surrogatepass") for start, end in zip(starts, ends, strict=False)
    ]
