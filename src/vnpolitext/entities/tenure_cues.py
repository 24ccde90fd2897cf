"""Words that tell when an office is held: verbs of holding, of ending, of naming, of proposing, and times."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vnpolitext.entities.service_dates import DAY, RANGE, RANGE_PLAIN

HOLD = (
    r"(?:giữ|nắm|nắm\s++giữ|đảm\s++nhiệm|đảm\s++nhận|đảm\s++trách|đảm\s++đương|làm|là|trở\s++thành"
    r"|kiêm|kiêm\s++nhiệm|gồm|như|kế\s++nhiệm|chuyển\s++sang|đứng\s++đầu|phụ\s++trách|đại\s++diện)"
)
OFFICE = (
    r"(?:chức\s++vụ|chức\s++danh|chức|cương\s++vị|vị\s++trí|vai\s++trò|trọng\s++trách|nhiệm\s++vụ"
    r"|trách\s++nhiệm|ghế|tư\s++cách)"
)
# The end of what stands before an office that somebody comes to hold, holds or loses.
GOVERNED = re.compile(
    rf"""
    (?:\b{HOLD}|\b{OFFICE})
    (?:\s++(?:{OFFICE}|tân|người|vị|một|các|những|nhiều|ở|tại|(?:đại|thượng|trung|thiếu)\s++(?:tướng|tá|úy),?|lãnh\s++đạo|quan\s++trọng|sau|trong|Đảng|khác|là|như|gồm)){{0,7}}
    \s*+:?\s*+[-–+*•“"]?\s*+\Z
    """,
    re.IGNORECASE | re.VERBOSE,
)
# Each group is one kind of cue; ``tenure_clause`` says what it does. "skip" are years that are none of an office.
CUES = re.compile(
    rf"""
    (?P<skip>\b(?:sinh|sn|nhiệm\s++kỳ|khóa|khoá|niên\s++khóa|số|tốt\s++nghiệp|kế\s++hoạch|giai\s++đoạn\s++(?=\S+\s++đến\s++năm))
        \s++(?:{RANGE_PLAIN}|{DAY})
      | \(\s*+(?:(?:sinh|sn|năm|ngày)\s++){{0,3}}(?:{RANGE_PLAIN}|{DAY}))
  | (?P<before>\btrước\s++{DAY})
  | (?P<range>(?<![(\d]){RANGE})
  | (?P<ask>\b(?:(?<!chuẩn\s)(?<!theo\s)đề\s++nghị|đề\s++xuất|kiến\s++nghị|phương\s++án|chủ\s++trương|tờ\s++trình
        |(?:cho\s++ý\s++kiến|bàn|xem\s++xét)\s++(?:về\s++)?việc
        |trình\s++(?:Quốc\s++hội|HĐND|Hội\s++đồng|Thủ\s++tướng|Chủ\s++tịch|Bộ\s++Chính|Ban\s|cấp|Trung\s++ương))\b)
  | (?P<deny>\b(?:không|chưa|xin|chẳng|sẽ(?=\s++thôi\b))\b(?!\s++còn\b))
  | (?P<future>
        \bgiới\s++thiệu\b | \bđề\s++cử\b | \b(?:ứng|tranh)\s++cử(?:\s++viên)?\b | \bứng\s++viên\b | \bdự\s++kiến\b
      | \bquy\s++hoạch\s++(?:các\s++)?(?:chức|vào|làm|vị\s++trí)\b | \bdự\s++nguồn\b
      | \bđể\s(?:[^\s.,;]++\s){{0,6}}(?:bầu|phê\s++chuẩn|ứng\s++cử)\b
      | \bsẽ\s(?!thôi\s)(?:[^\s.,;]++\s){{0,4}}(?:giữ|đảm\s++nh\w+|làm|là|trở\s++thành|bầu|bổ\s++nhiệm|thay)\b
    )
  | (?P<end>
        \b(?:cho\s++)?thôi\s++(?:không\s++)?(?:tiếp\s++tục\s++)?
            (?:giữ|làm|đảm\s++nhiệm|đảm\s++nhận|đảm\s++trách|kiêm|tham\s++gia|chức|nhiệm\s++vụ|tư\s++cách|là|việc)\b
      | \bthôi\s++\Z      | \b(?:miễn|bãi)\s++nhiệm\b | \bbãi\s++(?:miễn|chức)\b
      | \b(?:cách|tước|mất)\s++(?:hết\s++|tất\s++cả\s++|mọi\s++|các\s++){{0,2}}chức\b
      | \bkhông\s++còn\s++(?:là|giữ|làm|đảm)\b | \bxóa\s++tư\s++cách\b
      | \b(?:rời|rút|mất)\s++(?:khỏi\s++)?(?:cương\s++vị|ghế|chức|vị\s++trí|vai\s++trò)\b
      | \btừ\s++(?:chức|nhiệm|bỏ)\b | \bphế\s++truất\b | \b(?:nghỉ|về)\s++hưu\b | \bnghỉ\s++chế\s++độ\b
      | \bsa\s++thải\b | \bkhỏi\s++(?={OFFICE}\b)
    )
  | (?P<been>
        \btừng\b | \bkinh\s++qua\b | \btrải\s++qua\b | \blần\s++lượt\b | \bnguyên\s++là\b | \bvốn\s++là\b
      | \b(?:có|sau)\s++(?:thời\s++gian|(?:(?:hơn|gần|nhiều|một)\s)?(?:\d+\s)?(?:năm|tháng|nhiệm\s++kỳ))\b
      | \b(?:khi|lúc|thời|hồi|thời\s++điểm)\s++(?:(?:ông|bà|anh|chị)\s++)?còn\b
      | (?<!trước\s)(?<!sau\s)(?<!từ\s)(?<!đến\s)(?<!ngay\s)(?<!mỗi\s)
        (?<!dài\s)(?<!đủ\s)\b(?:khi|lúc|hồi|(?:trong\s++)?thời\s++(?:gian|kỳ|kì)|trong\s++(?:giai\s++đoạn|quá\s++trình))
        \s++(?:đang\s++|đương\s++)?(?=(?:làm|là|giữ|đảm|nắm|kiêm|chức)\b)
    )
  | (?P<then>
        \b(?:khi|lúc|hồi)\s++(?:đó|ấy|bấy\s++giờ)\b | \bbấy\s++giờ\b
      | \b(?:thời\s++điểm|thời\s++gian|giai\s++đoạn)\s++(?:đó|ấy)\b | \btrước\s++(?:đó|đây|kia)\b
    )
  | (?P<earlier>\btrước\s++khi\b)
  | (?P<now>
        (?<!thực\s)(?<!phát\s)(?<!thể\s)(?<!xuất\s)(?<!biểu\s)\bhiện\b(?!\s++(?:đại|thực|trường|hành))
      | \bnay\s++(?:là|giữ|làm)\b | \bđương\s++(?:chức|kim|nhiệm)\b | \bvẫn\b
    )
  | (?P<begin>
        \b(?:được|đã|vừa|mới)\s(?:(?!giới\s|đề\s|để\s)[^\s.,;:]++\s){{0,5}}?
            (?:bầu|bổ\s++nhiệm|phê\s++chuẩn|chỉ\s++định|phân\s++công|điều\s++động)\b
      | \b(?:trúng|đắc|tái)\s++cử\b | \btuyên\s++thệ\b | \btiếp\s++tục\b
    )
  | (?P<name>
        \bbầu\b | \bbổ\s++nhiệm\b | \bđiều\s++động\b | \bchỉ\s++định\b | \bphân\s++công\b | \bphê\s++chuẩn\b
      | \bchuẩn\s++y\b | \bluân\s++chuyển\b | \bnhận\s++nhiệm\s++vụ\b | \bgiao\b | \bcử\b | \bchọn\b | \bthay\b
    )
  | (?P<day>{DAY})
    """,
    re.IGNORECASE | re.VERBOSE,
)
# The first word of every cue but a number: looking these up is ten times as fast as trying the pattern everywhere.
_FIRST = """
    sinh sn nhiệm khóa khoá niên số tốt kế giai trước ngày tháng năm đầu giữa cuối hết đề kiến bàn xem sa phương chủ tờ
    trình không chưa xin chẳng giới được ứng tranh dự quy để sẽ cho thôi miễn bãi cách tước mất xóa rời rút
    từ phế nghỉ về khỏi từng kinh trải lần nguyên vốn có sau khi lúc thời hồi trong bấy hiện nay đương vẫn đã
    vừa mới trúng đắc tái tuyên tiếp bầu bổ điều chỉ phân phê chuẩn luân nhận giao cử chọn thay
"""
_STARTS = frozenset(_FIRST.split())
_WORD = re.compile(r"\w+|\(")


def cues(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """The cues in a stretch of text, in order; they do not overlap."""
    last = start
    for word in _WORD.finditer(text, start, end):
        first = word.group()
        if word.start() >= last and (first[0].isdigit() or first == "(" or first.lower() in _STARTS):
            cue = CUES.match(text, word.start(), end)
            if cue is not None:
                last = cue.end()
                yield cue
