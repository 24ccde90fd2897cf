"""Write the digests of the models in ``data/`` that ``vnpolitext.models`` checks at load."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

DATA = Path(__file__).parents[1] / "src" / "vnpolitext" / "data"
FOLDERS = ("holders", "tagger")


def main() -> None:
    """Digest every array and JSON file of the models' folders."""
    found = sorted(path for folder in FOLDERS for path in (DATA / folder).glob("*") if path.suffix in {".npz", ".json"})
    digests = {path.relative_to(DATA).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in found}
    (DATA / "DIGESTS.json").write_text(json.dumps(digests, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
