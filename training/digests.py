"""Write the digests of all models and tables in ``data/``, which ``vnpolitext.models`` checks at load."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

DATA = Path(__file__).parents[1] / "src" / "vnpolitext" / "data"
DIGESTS = DATA / "DIGESTS.json"
READ = {".npz", ".json", ".csv", ".txt", ".yaml"}


def main() -> None:
    """Digest every file that is read at run time."""
    found = sorted(path for path in DATA.rglob("*") if path.suffix in READ and path != DIGESTS)
    digests = {path.relative_to(DATA).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in found}
    DIGESTS.write_text(json.dumps(digests, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
