"""Whether one process that reads many articles keeps growing.

    python tests/long/memory.py [--count 100000] [--words 60]

Made articles of a heading and a lead, no two alike, in one process and one pipeline with all components. The resident
memory is looked at twenty times; the first half is warm-up (caches of names fill), and the slope is the least-squares
line through the second half. Exit status 1 when it is a kilobyte an article or more.
"""

from __future__ import annotations

import argparse
import gc
import random
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

LIMIT = 1000.0  # bytes an article
_OFFICES = ("Bí thư Tỉnh ủy", "Chủ tịch UBND tỉnh", "Giám đốc Sở Y tế", "Bộ trưởng Bộ Tài chính", "Phó Thủ tướng")
_PLACES = ("An Giang", "Hà Nội", "Quảng Ninh", "Thừa Thiên Huế", "Cà Mau", "huyện Chợ Mới", "xã Mỹ Hiệp", "Đà Nẵng")
_WORDS = (
    "hội nghị kinh tế nhân dân phát triển xây dựng nông thôn mới doanh nghiệp đầu tư kiểm tra giám sát thực hiện "
    "kết quả giải pháp tập trung lãnh đạo chỉ đạo công tác cán bộ tổ chức cơ sở đảng viên giáo dục quốc phòng an ninh"
)
_NAMES = (
    "Nguyễn Trần Lê Phạm Hoàng Vũ Đặng Bùi",
    "Văn Thị Đức Minh Hữu Quang",
    "An Bình Cường Dũng Giang Hà Hải Hạnh Hiếu Hòa Hùng Hương Khánh Lan Linh Long Mai Nam",
    "An Bình Cường Dũng Giang Hà Hải Hạnh Hiếu Hòa Hùng Hương Khánh Lan Linh Long Mai Nam",
)


def article(chance: random.Random, words: int) -> tuple[str, str]:
    """A made article, and its date."""
    name = " ".join(chance.choice(parts.split()) for parts in _NAMES)
    number, year = chance.randrange(1, 3000), chance.randrange(2012, 2026)
    day = f"{chance.randrange(1, 29)}/{chance.randrange(1, 13)}/{year}"
    filler = " ".join(chance.choices(_WORDS.split(), k=words))
    text = (
        f"{chance.choice(_PLACES)}: {filler[:40]}\n\n"
        f"Ngày {day}, {chance.choice(_OFFICES)} {name} nói: {filler}. "
        f"Theo Quyết định số {number}/QĐ-TTg và Nghị định {number}/{year}/NĐ-CP, "
        f"việc này ở {chance.choice(_PLACES)} phải xong."
    )
    return text, f"{year}-06-0{chance.randrange(1, 9)}"


def resident() -> int:
    """Bytes of this process in memory (Linux)."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096


def slope(points: Sequence[tuple[int, int]]) -> float:
    """Bytes an article, by the least-squares line.

    Examples:
        >>> slope([(0, 100), (10, 120), (20, 140)])
        2.0
    """
    xs, ys = [x for x, _ in points], [y for _, y in points]
    mean_x, mean_y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / sum((x - mean_x) ** 2 for x in xs)


def measured(count: int, *, words: int, looks: int = 20, seed: int = 1) -> Iterator[tuple[int, int]]:
    """Articles read so far, and bytes in memory then."""
    import vnpolitext  # noqa: PLC0415 - its own cost is part of the first look

    nlp = vnpolitext.load()
    chance = random.Random(seed)
    for number in range(1, count + 1):
        text, day = article(chance, words)
        nlp(text, date=day)
        if number % (count // looks) == 0:
            yield number, resident()


def main() -> int:
    """Print each look and the slope."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--words", type=int, default=60)
    options = parser.parse_args()
    start, points = time.perf_counter(), []
    for number, size in measured(options.count, words=options.words):
        points.append((number, size))
        print(f"{number:>8,} articles {size / 1e6:8.1f} MB {time.perf_counter() - start:8.0f} s", flush=True)
    grew = slope(points[len(points) // 2 :])
    print(f"slope of the second half: {grew:.0f} bytes an article; allowed are {LIMIT:.0f}")
    return 1 if grew >= LIMIT else 0


if __name__ == "__main__":
    sys.exit(main())
