"""Imports every module of the package and uses each once, so that all it makes lazily is made."""

from __future__ import annotations

import importlib
import pkgutil
import tempfile
from pathlib import Path

TEXT = (
    "Sáng 28/10/2019, đồng chí Trần Văn Mẫu, Ủy viên Ban Thường vụ Tỉnh ủy, Trưởng Ban Tuyên giáo Tỉnh ủy, chủ trì. "
    "Thực hiện Chỉ thị số 35-CT/TW ngày 30/5/2019 của Bộ Chính trị và Nghị định 30/2020/NĐ-CP, Chỉ thị 35 nêu rõ. "
    "Kỳ họp thứ 8, Quốc hội khóa XIV tại Hà Nội; anh L.Q.T ở đường Lê Lợi; Trường THPT Trần Văn Mẫu. Thủ tướng nói. "
    "Điểm a khoản 2 Điều 5 Luật Đất đai năm 2024, quý III/2020.Tại đây, Hội nghị Trung ương 6 khóa XII họp.\n"
    "Các Nghị quyết số 18, 19-NQ/TW, Quyết định số 1.234/QĐ-UBND; ngày 15/4, 4/2020 và năm 2016 - 2021. J. K. Lê.\n"
    "Thường trực Tỉnh ủy, Phó Trưởng ban Thường trực Ban Chỉ đạo tỉnh và Trường Tiểu học Lê Lợi, phố Lê Lợi.\n"
)
EXTRAS = {"vnpolitext.export.spacy", "vnpolitext.export.datasets", "vnpolitext.corpus.spark", "vnpolitext.corpus.dask"}


def run() -> None:
    """Do it."""
    import vnpolitext  # noqa: PLC0415

    for module in pkgutil.walk_packages(vnpolitext.__path__, "vnpolitext."):
        if module.name not in EXTRAS:
            importlib.import_module(module.name)
    from vnpolitext.entities.directives import describe  # noqa: PLC0415
    from vnpolitext.text.clean import clean_html  # noqa: PLC0415
    from vnpolitext.text.encodings import decode  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        rules = Path(folder, "rules.yaml")
        rules.write_text("document_types: [{name: Thông cáo, code: TC}]\nbodies: [Ban Vịnh]", encoding="utf-8")
        nlp = vnpolitext.load(rules=str(rules))
    doc = nlp(TEXT, date="2019-10-28")
    doc._repr_html_()
    for entity in doc.entities:
        doc.explain(entity)
    describe("theo nghị quyết mới 57-NQ/TW", 5, 28)
    for query in ("35-CT/TW", "12/2020/QĐ-UBND", "Thủ tướng", "Bộ Công an", "Đại hội XIII"):
        vnpolitext.lookup(query, date="2019-10-28")
    use_what_is_rare()
    clean_html("<script>a</script><p>b</p>")
    decode("Céng hoµ x· héi".encode("latin-1"))
    decode("Coäng hoøa xaõ hoäi".encode("latin-1"))


def use_what_is_rare() -> None:
    """Patterns that no short article makes."""
    from vnpolitext import evaluation  # noqa: PLC0415
    from vnpolitext.entities import boundaries, dates  # noqa: PLC0415
    from vnpolitext.entities.documents import letterhead, numbered, numbers  # noqa: PLC0415
    from vnpolitext.topics import seed_hits  # noqa: PLC0415

    boundaries._religious()
    letterhead._type_in_capitals()
    numbered._goes_on()
    numbers._fits(".", "XX", first=True)
    evaluation._squeezed("1")
    dates._rises("2016-2021")
    dates.find_dates("Kết quả 15/20, đạt 25/3 và 24/7, 7/10; hạn 30/4, sáng 5/11.")
    seed_hits._word_pattern(["bầu cử*", "a b"])
    seed_hits._id_pattern(["body:*"])
