"""Compile the tagger's gazetteer from the registry's tables and CLDR's names of countries (Unicode licence)."""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from pathlib import Path

from babel import Locale

from vnpolitext.linking.registry import base_registry, place_names
from vnpolitext.text.normalise import fold_tones, normalise

OUTPUT = Path(__file__).parents[2] / "src" / "vnpolitext" / "data" / "tagger" / "gazetteer.json"
# How the Vietnamese press calls countries where CLDR has another form (usage, seen in dated articles).
PRESS = """Mỹ|Hoa Kỳ|Anh|Nga|Liên bang Nga|Trung Quốc|Triều Tiên|Hàn Quốc|Nhật Bản|Nhật|Đức|Ý|Italy|Italia|Úc|Australia|
Thụy Sĩ|Séc|Cộng hòa Séc|Ba Lan|Hungary|Tây Ban Nha|Bồ Đào Nha|Hà Lan|Bỉ|Pháp|Áo|Thụy Điển|Na Uy|Đan Mạch|Phần Lan|
Ấn Độ|Campuchia|Lào|Thái Lan|Myanmar|Malaysia|Singapore|Indonesia|Philippines|Brunei|Timor-Leste|Đông Timor|
Saudi Arabia|Ả-rập Xê-út|Iran|Iraq|Israel|Palestine|Syria|Thổ Nhĩ Kỳ|Ukraine|Belarus|Kazakhstan|Uzbekistan|Mông Cổ|
Cuba|Brazil|Argentina|Chile|Mexico|Canada|Venezuela|Nam Phi|Ai Cập|Nigeria|Algeria|Angola|Mozambique|New Zealand|
Việt Nam|CHXHCN Việt Nam|Liên Xô|Đài Loan|Hồng Kông|Hong Kong|Ma Cao|Bangladesh|Pakistan|Sri Lanka|UAE|Qatar|Kuwait"""


def bodies() -> set[str]:
    """Names of central bodies of two or more syllables that begin with a capital."""
    found: set[str] = set()
    for body in base_registry().bodies.values():
        found.update(name for name in (body.name, *body.aliases) if " " in name and name[0].isupper())
    return found


def main() -> None:
    """Write the gazetteer."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    names: dict[str, set[str]] = defaultdict(set)
    for name, _, level in place_names():
        if " " in name or level == "province":
            names[level].add(name)
    names["country"] = {name.strip() for name in PRESS.split("|")}
    names["country"].update(name for code, name in Locale("vi").territories.items() if len(code) == 2)
    names["body"] = bodies()
    folded = {
        kind: sorted({fold_tones(normalise(name).text) for name in found if len(name) > 1})
        for kind, found in names.items()
    }
    OUTPUT.write_text(json.dumps(folded, ensure_ascii=False, indent=0, sort_keys=True), encoding="utf-8")
    print({kind: len(found) for kind, found in folded.items()})


if __name__ == "__main__":
    main()
