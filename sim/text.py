"""A file's bytes as text: UTF-8, or a fault that says what it looks like instead."""

from pathlib import Path

from sim.errors import Fault, InputError

_BYTE_ORDER_MARKS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}


def decoded(raw: bytes, path: Path, how: str = "Save it as UTF-8") -> str:
    """Return the text of a file, with or without byte-order mark.

    GBK is told, not read: many a text of another encoding could be GBK as well.

    Parameters
    ----------
    how : what the user is to do about another encoding.

    Raises
    ------
    InputError
        If it is not UTF-8.
    """
    encoding = _BYTE_ORDER_MARKS.get(raw[:2])
    line = 1
    if encoding is None:
        try:
            return raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            encoding = _guessed_encoding(raw)
    if encoding is None:
        message = "is not text in UTF-8 (a binary file?)"
    else:
        message = f"is not UTF-8: it looks like {encoding}. {how}"
    raise InputError([Fault(message, path, line)])


def _guessed_encoding(raw: bytes) -> str | None:
    """Return GBK where the bytes are readable Chinese text in it."""
    try:
        text = raw.decode("gbk")
    except UnicodeDecodeError:
        return None
    return "GBK" if all(char.isprintable() or char in "\r\n\t" for char in text) else None
