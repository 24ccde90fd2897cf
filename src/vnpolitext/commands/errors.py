"""What a command says of an error: which file, what is wrong, what to do."""

from __future__ import annotations

REMEDIES: tuple[tuple[type[OSError], str], ...] = (
    (FileNotFoundError, "check the name, and that its folder is there"),
    (FileExistsError, "move it away, or give another name"),
    (IsADirectoryError, "give a file in it"),
    (NotADirectoryError, "a file stands where a folder should be"),
    (PermissionError, "you may not read or write there; give another place"),
)


def reason(error: Exception) -> str:
    """One line on an error: an operating system's bare words get the file's name first and a remedy after.

    Examples:
        >>> reason(FileNotFoundError(2, "No such file or directory", "tags.jsonl"))
        "'tags.jsonl': No such file or directory; check the name, and that its folder is there"
        >>> reason(ValueError("no column 'body'"))
        "no column 'body'"
    """
    if not isinstance(error, OSError) or error.strerror is None:
        return with_notes(str(error), error)
    if error.filename is None:
        return with_notes(error.strerror, error)
    remedy = next((f"; {words}" for kind, words in REMEDIES if isinstance(error, kind)), "")
    return with_notes(f"{str(error.filename)!r}: {error.strerror}{remedy}", error)


def with_notes(said: str, error: BaseException) -> str:
    """A line on an error, and what was noted about it on the way."""
    return "; ".join([said, *getattr(error, "__notes__", ())])
