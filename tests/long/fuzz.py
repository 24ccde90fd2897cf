"""Coverage-guided fuzzing (atheris, libFuzzer) of each door that strangers' bytes come through.

    pip install atheris
    python tests/long/fuzz.py text --seconds 60          or: document, number, reader, rules, model, all

Mutates bytes so that new lines of the package run, from seeds and a dictionary of its vocabulary. What raises anything
that was not promised, or takes more than --slowest seconds, stops the fuzzer and is written below --findings as a line
for tests/cases/fuzz.jsonl, where it stays as a test.
"""

from __future__ import annotations

import argparse
import base64
import json
import subprocess
import sys
import tempfile
from pathlib import Path

TESTS = Path(__file__).parents[1]
SEEDS = {
    "text": [
        "Sáng 28/10/2019, đồng chí Trần Văn Mẫu, Ủy viên Ban Thường vụ Tỉnh ủy, dự Kỳ họp thứ 8, Quốc hội khóa XIV.",
        "Chỉ thị số 35-CT/TW ngày 30/5/2019 của Bộ Chính trị; Thủ tướng nói.\nAnh L.Q.T ở xã Mỹ Hiệp.",
    ],
    "document": ["\x00\x01\x02", "abcdefghi"],
    "number": [
        "Chỉ thị số 35-CT/TW, 36-CT/TW và Nghị định 30/2020/NĐ-CP ngày 5/3/2020 của Chính phủ về công tác văn thư"
    ],
    "reader": [
        '\x00{"id": 1, "text": "Huế", "date": "2020"}\n',
        '\x02id,text\n1,"a\nb"\n',
        "\x01[{}]",
        "\xff<p>a<b>&amp;",
    ],
    "rules": [
        "bodies:\n  - {name: Ban Vịnh, aliases: [BQL]}\ndocument_types: [{name: Thông cáo, code: TC}]",
        "a: [b*]",
        "topics: [{code: a, name: A}, {code: b}]",
        "bodies: [a, a a, a a a]\ntitles: [a a a a]",
    ],
    "model": ["", "\x00\x01\x02", "\x00\x01\x02\x03\x04", "abcdefgh"],
}
_WORDS = (
    "Chỉ thị|số |-CT/TW|/NĐ-CP|ngày |năm |của |Bộ |Tỉnh ủy|Chủ tịch|ông |Nguyễn |Đại hội|lần thứ |khóa XIII|, |và |"
    'QĐ-UBND|Nghị quyết|Luật |khoản 2 |Điều 5|quý III|phường |TP. |GS.TS. |"text": |name: |- |bodies:|aliases: [|'
    '{"schema_version": 1|entities": [|<script>|<!--|&#x|\u0301|\u00a0|\u200b|\r\n|\x00'
)


def fuzz(target: str, options: argparse.Namespace) -> int:
    """Run one target in this process; libFuzzer ends it."""
    import atheris  # noqa: PLC0415 - a tool of its own, in no group

    sys.path.insert(0, str(TESTS))
    with atheris.instrument_imports(include=["vnpolitext"]):
        import fuzz_targets  # noqa: PLC0415
    check = fuzz_targets.TARGETS[target]

    def one(data: bytes) -> None:
        try:
            check(data)
        except Exception as error:
            line = {
                "target": target,
                "bytes": base64.b64encode(data).decode(),
                "why": f"{type(error).__name__}: {error}",
            }
            with options.findings.open("a", encoding="utf-8") as file:
                file.write(json.dumps(line, ensure_ascii=False)[:20000] + "\n")
            raise

    seeds = [seed.encode("latin-1" if target == "reader" and seed[0] == "\xff" else "utf-8") for seed in SEEDS[target]]
    corpus = Path(tempfile.mkdtemp())
    for number, seed in enumerate(seeds):
        (corpus / f"seed{number}").write_bytes(seed)
    words = corpus.with_suffix(".dict")
    words.write_text(
        "".join('"' + "".join(f"\\x{byte:02x}" for byte in word.encode()) + '"\n' for word in _WORDS.split("|")),
        encoding="ascii",
    )
    flags = [f"-max_total_time={options.seconds}", f"-timeout={options.slowest}", "-max_len=2000", f"-dict={words}"]
    atheris.Setup([sys.argv[0], *flags, f"-seed={options.seed}", "-print_final_stats=1", str(corpus)], one)
    atheris.Fuzz()
    return 0


def main() -> int:
    """Fuzz one door, or all in turn."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("target", choices=[*SEEDS, "all"])
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--slowest", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--findings", type=Path, default=Path("fuzz_findings.jsonl"))
    options = parser.parse_args()
    if options.target != "all":
        return fuzz(options.target, options)
    rest = sys.argv[1:]
    rest.remove("all")
    return max(subprocess.run([sys.executable, __file__, name, *rest], check=False).returncode for name in SEEDS)


if __name__ == "__main__":
    sys.exit(main())
