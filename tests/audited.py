"""A program that uses the whole package under Python's audit hook, and prints what of it is forbidden.

``python tests/audited.py FOLDER`` writes articles into FOLDER/in, tags them in one process, makes what can be made of
them in FOLDER/out, and prints a JSON list of offences: sockets, processes, text run as code (an import does that, and
nothing else may), unpickled classes, addresses opened, files written outside FOLDER/out. ``--try`` does one forbidden
thing after another instead, so that a test can see that the hook hears them.
"""

from __future__ import annotations

import ast
import collections
import json
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

NEVER = (
    "socket.",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.spawn",
    "os.startfile",
    "os.chdir",
    "os.putenv",
    "pty.spawn",
    "pickle.find_class",
    "urllib.",
    "http.",
    "ftplib.",
    "smtplib.",
    "poplib.",
    "imaplib.",
    "webbrowser.",
    "marshal.loads",
)
# Which arguments name what changes, and which the open folder that a name is in.
WRITING = {
    "os.chmod": ((0, 2),),
    "os.link": ((1, 3),),
    "os.mkdir": ((0, 2),),
    "os.remove": ((0, 1),),
    "os.rename": ((0, 2), (1, 3)),
    "os.rmdir": ((0, 1),),
    "os.symlink": ((1, 2),),
    "os.truncate": ((0, None),),
    "os.utime": ((0, 3),),
}
# What an import does: it runs compiled modules, and NumPy's sets a variable for its own threads.
BY_IMPORTS = {"marshal.loads", "os.putenv", "compile", "exec"}
# "ast" makes trees of texts, which run nothing (NumPy reads the header of an array so); a named tuple has a constructor
# made from the names of its fields (pandas makes one from columns of the report).
MAKERS = {ast.__file__, collections.__file__}

EVIL = (
    "__import__('os').system('touch OWNED') $(touch OWNED) `touch OWNED` ; !!python/object/apply:os.system ['true'] "
    "http://127.0.0.1:9/x ftp://127.0.0.1:9/y file:///etc/passwd =HYPERLINK(1) <img src=http://127.0.0.1:9/z> "
)
ARTICLE = (
    "Sáng 28/10/2019, đồng chí Trần Văn Mẫu, Bí thư Tỉnh ủy An Giang, chủ trì hội nghị quán triệt Chỉ thị số 35-CT/TW "
    "ngày 30/5/2019 của Bộ Chính trị. Ông Lê Văn Thử, Chủ tịch UBND tỉnh, dự. Đại hội XIII của Đảng họp tại Hà Nội. "
)


class Ear:
    """Hears what Python's audit hook tells, and keeps what is forbidden."""

    def __init__(self, allowed: Path) -> None:
        self.heard: list[str] = []
        self._allowed = f"{allowed.resolve()}{os.sep}"

    def __call__(self, event: str, args: tuple[Any, ...]) -> None:
        """Called by Python; it must not raise, or code that catches everything would hide what it heard."""
        if event.startswith(NEVER) or event in {"compile", "exec"}:
            if not (event in BY_IMPORTS and _by_import()):
                self.heard.append(f"{event} {args[:2]!r}")
        elif event == "open" and _writes(args[1], args[2]):
            self._write(event, args[0])
        else:
            for name, folder in WRITING.get(event, ()):
                self._write(event, args[name], -1 if folder is None else args[folder])

    def _write(self, event: str, path: Any, folder: int = -1) -> None:
        if isinstance(path, int) or os.fspath(path) == os.devnull:
            return  # a number is a file that is open already
        within = Path() if folder == -1 else Path(f"/proc/self/fd/{folder}")
        if not within.exists():
            return  # a system that does not tell; names in open folders come from shutil.rmtree alone
        whole = os.path.realpath(within / os.fsdecode(path))
        if not f"{whole}{os.sep}".startswith(self._allowed):
            self.heard.append(f"{event} for writing: {whole}")


def _writes(mode: str | None, flags: int | None) -> bool:
    if mode is not None:
        return any(letter in mode for letter in "wax+")
    return bool((flags or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND))


def _by_import() -> bool:
    """Whether an import is what runs (modules make dataclasses from text), or one of ``MAKERS`` asked."""
    frame: Any = sys._getframe(2)
    if frame.f_code.co_filename in MAKERS:
        return True
    while frame is not None:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return True
        frame = frame.f_back
    return False


def prepare(given: Path) -> None:
    """Write what is read."""
    rows = [{"id": f"../{n}", "date": "2019-10-28", "text": EVIL * (n % 2) + ARTICLE} for n in range(6)]
    (given / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    (given / "b.csv").write_text('id,text\n1,"' + (EVIL + ARTICLE).replace('"', '""') + '"\n', encoding="utf-8")
    (given / "c.html").write_text(f"<html><script>{EVIL}</script><p>{EVIL}{ARTICLE}</p></html>", encoding="utf-8")
    (given / "d.txt").write_bytes((EVIL + ARTICLE).encode("utf-16"))
    (given / "rules.yaml").write_text("bodies: [Ban Vịnh]\n", encoding="utf-8")
    (given / "bad.yaml").write_text("bodies: [!!python/object/apply:os.system ['true']]\n", encoding="utf-8")
    gold = given / "gold"
    gold.mkdir()
    (gold / "a.xml").write_text(f"Ông <PERSON>Trần Văn Mẫu</PERSON> nói. {EVIL.replace('<', '(')}", encoding="utf-8")


def use(given: Path, out: Path) -> None:
    """Tag, report, look up, export and evaluate, in this process."""
    for arguments in (
        f"tag {given}/a.jsonl {given}/b.csv {given}/c.html {given}/d.txt --workers 1 --with-text -o {out}/a.jsonl",
        f"tag {given}/a.jsonl -o {out}/a.csv --safe-cells --rules {given}/rules.yaml",
        f"tag {given}/a.jsonl -o {out}/tables --format csv",
        f"tag {given}/a.jsonl -o {out}/parquet --format parquet",
        f"report {out}/a.jsonl -o {out}/report.html --title http://127.0.0.1:9/",
        "lookup 35-CT/TW",
        "lookup http://127.0.0.1:9/",
        f"evaluate {given}/gold --errors 5",
    ):
        _command(arguments.split(), 0)
    _command(["tag", f"{given}/a.jsonl", "-o", f"{out}/b.jsonl", "--rules", f"{given}/bad.yaml"], 2)
    export(out)


def _command(arguments: list[str], expected: int) -> None:
    from vnpolitext.cli import main  # noqa: PLC0415 - what it imports is heard too

    status = main(arguments)
    if status != expected:
        raise SystemExit(f"vnpolitext {' '.join(arguments)}: {status}")


def export(out: Path) -> None:
    """The other formats, tables and pages of one document."""
    import pandas as pd  # noqa: PLC0415

    import vnpolitext  # noqa: PLC0415
    from vnpolitext.corpus.frames import directives_frame, officials_frame, tag_frame  # noqa: PLC0415
    from vnpolitext.export import brat, conll, gold, label_studio  # noqa: PLC0415

    doc = vnpolitext.load()(EVIL + ARTICLE, date="2019-10-28")
    doc._repr_html_()
    vnpolitext.Doc.from_dict(json.loads(json.dumps(doc.to_dict())))
    for make in (brat.to_brat, conll.to_conll, gold.to_gold, label_studio.to_label_studio):
        made: Any = make(doc)
        (out / make.__name__).write_text(str(made), encoding="utf-8")
    tag_frame(pd.DataFrame({"text": [EVIL + ARTICLE]}), text="text")
    officials_frame(out / "tables")
    directives_frame(out / "parquet")


class _Named:
    """A class that a pickle names."""


def forbidden_things(folder: Path) -> dict[str, Callable[[], object]]:
    """What the hook must hear, by the word it must say."""
    import pickle  # noqa: PLC0415
    import socket  # noqa: PLC0415
    import subprocess  # noqa: PLC0415
    import urllib.request  # noqa: PLC0415

    pickled = pickle.dumps(_Named())
    return {
        "socket.": socket.socket,
        "subprocess.": lambda: subprocess.run([sys.executable, "-c", ""], check=False),
        "os.system": lambda: os.system("true"),
        "exec (": lambda: eval("1"),
        "compile ": lambda: compile("1", "", "eval"),
        "pickle.find_class": lambda: pickle.loads(pickled),
        "urllib.Request": lambda: urllib.request.urlopen("http://127.0.0.1:9/"),
        "open for writing": lambda: (folder / "outside").write_text("", encoding="utf-8"),
        "os.mkdir for writing": (folder / "beside").mkdir,
        "os.rename for writing": lambda: (folder / "out" / "kept").rename(folder / "kept"),
    }


def main(folder: Path, *, attempts: bool) -> None:
    """Print the offences."""
    for name in ("in", "out"):
        (folder / name).mkdir()
    (folder / "out" / "kept").write_text("", encoding="utf-8")
    ear = Ear(folder / "out")
    things = forbidden_things(folder) if attempts else {}
    prepare(folder / "in")
    sys.addaudithook(ear)
    if not attempts:
        use(folder / "in", folder / "out")
        print(json.dumps(list(dict.fromkeys(ear.heard))))
        return
    deaf = []
    for word, thing in things.items():
        ear.heard.clear()
        with suppress(OSError):
            thing()
        if not any(heard.startswith(word) for heard in ear.heard):
            deaf.append(word)
    print(json.dumps(deaf))


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), attempts="--try" in sys.argv)
