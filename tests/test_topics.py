"""The topic model: features, the file, the classifier, taxonomies, seeds, the command."""

from __future__ import annotations

import argparse
import io
import re
import time
import zipfile
from collections import Counter
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import Pipeline

from vnpolitext.doc import Doc
from vnpolitext.loading import load
from vnpolitext.topics import command, features, fit, metrics, seeds, taxonomy
from vnpolitext.topics.classifier import TopicClassifier, check_labels
from vnpolitext.topics.drift import drift, profile
from vnpolitext.topics.labelled import read_labelled
from vnpolitext.topics.model import ModelError, TopicModel, _largest, from_bytes, read_model
from vnpolitext.topics.seed_hits import _word_pattern

PRICES = [
    "Giá vàng tăng mạnh\nCác cửa hàng bán ra với giá cao hơn hôm qua.",
    "Giá xăng giảm lần thứ ba\nDoanh nghiệp vận tải chờ giá cước giảm theo.",
    "Giá lúa vụ hè thu tăng\nNông dân bán lúa với giá tốt hơn năm trước.",
    "Giá thép giảm nhẹ\nDoanh nghiệp xây dựng mua vào với giá thấp hơn.",
]
SPORT = [
    "Đội tuyển thắng trận mở màn\nCầu thủ trẻ ghi hai bàn thắng trong hiệp một.",
    "Cầu thủ chấn thương trước trận\nHuấn luyện viên đội tuyển thay đổi đội hình.",
    "Trận chung kết đổi giờ\nĐội tuyển tập buổi cuối trên sân khách.",
    "Đội khách thua trận thứ tư\nCầu thủ xin lỗi người hâm mộ sau trận.",
]
HEALTH = [
    "Bệnh viện tỉnh mở khoa mới\nBác sĩ khám cho hơn trăm bệnh nhân trong ngày đầu.",
    "Bệnh nhân sởi giảm\nBác sĩ khuyên tiêm vắc xin đủ mũi.",
    "Bác sĩ mổ cứu bệnh nhân nặng\nBệnh viện huy động ba kíp trực.",
    "Vắc xin cúm về bệnh viện huyện\nBệnh nhân cao tuổi được tiêm trước.",
]
TEXTS = PRICES + SPORT + HEALTH
LABELS = ["price"] * 4 + ["sport"] * 4 + ["health"] * 4


@pytest.fixture(scope="module")
def trained() -> TopicClassifier:
    return TopicClassifier().fit(TEXTS, LABELS)


def test_learns_what_it_was_shown(trained: TopicClassifier) -> None:
    assert trained.predict(TEXTS).tolist() == LABELS
    assert trained.predict(["Bác sĩ bệnh viện huyện", "Giá gạo tăng"]).tolist() == ["health", "price"]


def test_probabilities_add_up_to_one(trained: TopicClassifier) -> None:
    shares = trained.predict_proba([*TEXTS, "", "zzz"])
    assert np.allclose(shares.sum(axis=1), 1)
    assert (shares >= 0).all()


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from([*TEXTS, "", "1 2 3", "Giá bệnh nhân"]), min_size=1, max_size=8))
def test_an_article_has_the_same_scores_alone_and_in_any_batch(trained: TopicClassifier, batch: list[str]) -> None:
    model = trained.model_
    together = model.scores(model.vocabulary.rows(batch))
    for number, text in enumerate(batch):
        assert (together[number] == model.scores(model.vocabulary.rows([text]))[0]).all()


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_any_text_splits_into_bounded_parts(text: str) -> None:
    title, lead, rest = features.parts(text)
    assert len(lead) <= features.LEAD
    assert len(rest) <= features.BODY
    assert not any(" " in word or "\n" in word for word in title + lead + rest)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [*TEXTS[0].split(), "Giá", "giá,", "giá.", "(giá", "vàng!)", "…", "vàng-thép", "5/3/2024.", "xyz", "\n"]
        ),
        max_size=60,
    )
)
def test_features_are_those_that_a_plain_count_gives(trained: TopicClassifier, words: list[str]) -> None:
    vocabulary = trained.model_.vocabulary
    text = " ".join(words)
    expected: Counter[int] = Counter()
    fields = vocabulary.fields
    for part, weight in zip(features.parts(text), (fields.title, fields.lead, fields.body), strict=True):
        for feature in (*part, *(f"{a} {b}" for a, b in pairwise(part) if a and b)):
            number = vocabulary.find(feature)
            if number is not None:
                expected[number] += weight
    rows = vocabulary.rows([text])
    assert rows.ids.tolist() == sorted(expected)
    counts = np.array([expected[number] for number in sorted(expected)], dtype=np.float64)
    assert rows.values.tolist() == (np.rint(np.log1p(counts / 2) * 256) * vocabulary.rarity[rows.ids]).tolist()


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(-3, 3), max_size=20), st.integers(0, 8))
def test_largest_values_come_first_and_equal_ones_in_their_order(values: list[int], most: int) -> None:
    slow = sorted(range(len(values)), key=lambda place: (-values[place], place))[:most]
    assert _largest(np.array(values, dtype=np.float64), most).tolist() == slow


def test_old_and_new_tone_style_are_one_word() -> None:
    assert features.parts("Uỷ ban hoà giải") == features.parts("Ủy ban hòa giải")


def test_no_pair_goes_across_the_end_of_a_sentence() -> None:
    vocabulary = features.learn(["Giá vàng tăng. Bác sĩ khám (miễn phí!) Đảng, Nhà nước"], fewest=1)
    assert vocabulary.find("vàng tăng") is not None
    assert vocabulary.find("đảng nhà") is not None
    assert vocabulary.find("tăng bác") is None
    assert vocabulary.find("phí đảng") is None
    assert "" not in vocabulary.syllables


def test_title_counts_more_than_the_rest(trained: TopicClassifier) -> None:
    price_first = trained.predict_proba(["Giá vàng\nCầu thủ"])[0]
    sport_first = trained.predict_proba(["Cầu thủ\nGiá vàng"])[0]
    price = trained.classes_.tolist().index("price")
    assert price_first[price] > sport_first[price]


def test_features_are_found_by_their_words(trained: TopicClassifier) -> None:
    vocabulary = trained.model_.vocabulary
    for feature in range(len(vocabulary)):
        assert vocabulary.find(vocabulary.name(feature)) == feature
    assert vocabulary.find("không có") is None
    assert vocabulary.find("") is None


def test_pruning_keeps_the_names_of_features(trained: TopicClassifier) -> None:
    vocabulary = trained.model_.vocabulary
    kept = np.arange(0, len(vocabulary), 3)
    smaller = fit.restricted(vocabulary, kept)
    assert [smaller.name(n) for n in range(len(smaller))] == [vocabulary.name(int(n)) for n in kept]


def test_both_solvers_agree() -> None:
    vocabulary = features.learn(TEXTS, fewest=1)
    table = fit.matrix(vocabulary.rows(TEXTS), len(vocabulary))
    goals = np.eye(3)[[0] * 4 + [1] * 4 + [2] * 4]
    trust = np.ones(len(TEXTS))
    at_once = fit._solved_at_once(table, goals - goals.mean(axis=0), 0.3, trust)
    in_steps = fit.solved_in_steps(table, goals - goals.mean(axis=0), 0.3, trust)
    assert np.allclose(at_once, in_steps, atol=1e-4)
    again = fit.solved_in_steps(table, goals - goals.mean(axis=0), 0.3, trust, steps=1, start=in_steps)
    assert np.allclose(again, in_steps, atol=1e-4)


def test_reasons_and_top_features_name_the_words_of_the_topic(trained: TopicClassifier) -> None:
    topics = trained.explain(["Giá vàng tăng"])[0]
    assert topics[0].code == "price"
    assert "giá" in {reason.feature for reason in topics[0].reasons}
    assert "cầu thủ" in dict(trained.top_features("sport", n=20))
    with pytest.raises(ValueError, match="it has health, price, sport"):
        trained.top_features("weather")


def test_a_saved_model_comes_back_the_same(trained: TopicClassifier, tmp_path: Path) -> None:
    trained.save(tmp_path / "m.npz")
    again = TopicClassifier.load(tmp_path / "m.npz")
    assert (again.predict_proba(TEXTS) == trained.predict_proba(TEXTS)).all()
    assert again.model_.to_bytes() == trained.model_.to_bytes()


def _changed(content: bytes, name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.namelist():
            new.writestr(entry, data if entry == name else old.read(entry))
    return out.getvalue()


def test_a_changed_array_is_noticed(trained: TopicClassifier) -> None:
    content = trained.model_.to_bytes()
    buffer = io.BytesIO()
    np.save(buffer, trained.model_.bias + 1)
    with pytest.raises(ModelError, match="'bias' is not what the model's digest says"):
        from_bytes(_changed(content, "bias.npy", buffer.getvalue()))


@pytest.mark.parametrize("content", [b"", b"PK", b"not a model", b"\x80\x04N."])
def test_other_files_are_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "m.npz"
    path.write_bytes(content)
    with pytest.raises(ModelError, match="is not a topic model"):
        read_model(path)


def test_a_missing_file_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="train-topics"):
        read_model(tmp_path / "none.npz")


@pytest.mark.parametrize(
    ("texts", "labels", "message"),
    [
        (["a b", None], ["x", "y"], "row 1: the text is missing"),
        (["a b", float("nan")], ["x", "y"], "row 1: the text is missing"),
        (["a b", "c d"], ["x", None], "row 1: the label is missing"),
        (["a b", "c d"], ["x", "x"], "one class only"),
        (["a b", "c d", "a c"], ["x", "y", "x"], "label 'y' has a single text"),
        (["a b", "c d"], ["x"], "2 texts but 1 labels"),
        ([], [], "no texts"),
    ],
)
def test_bad_input_is_named(texts: list[object], labels: list[object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        TopicClassifier().fit(texts, labels)  # type: ignore[arg-type]


def test_one_text_instead_of_a_list_is_refused(trained: TopicClassifier) -> None:
    with pytest.raises(TypeError, match="give a list of texts"):
        trained.predict("Giá vàng")
    with pytest.raises(TypeError, match="row 0: the text is int"):
        trained.predict([3])  # type: ignore[list-item]


def test_clone_pipeline_and_grid_search_work() -> None:
    copy = clone(TopicClassifier(strength=0.7))
    assert copy.get_params()["strength"] == 0.7
    search = GridSearchCV(Pipeline([("topics", TopicClassifier())]), {"topics__strength": [0.1, 1.0]}, cv=2)
    search.fit(TEXTS, LABELS)
    assert search.best_score_ > 0.4


def test_labels_outside_a_taxonomy_are_named() -> None:
    with pytest.raises(ValueError, match="row 1, column 'topic': unknown label 'b'"):
        check_labels(["a", "b"], ["a"], column="topic")


def test_the_package_taxonomy_has_families_that_hold_every_topic_once() -> None:
    whole = taxonomy.package_taxonomy()
    assert len(whole.codes) == 17
    assert sorted(code for codes in whole.families.values() for code in codes) == sorted(whole.codes)
    shares = whole.family_shares({"party_building": 0.5, "ideology_propaganda": 0.25, "health": 0.25})
    assert (shares["party"], shares["society"], shares["state"]) == (0.75, 0.25, 0)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("topics: [{code: A}, {code: b}]", "code 'A'"),
        ("topics: [{code: a}, {code: a}]", "occurs twice"),
        ("topics: [{code: a}]", "at least two"),
        ("topics: [{name: a}]", "line 1: topic 1 has no 'code'"),
        ("topics: [{code: a, colour: red}]", "unknown key 'colour'"),
        ("topics:\n- {code: a}\n- {code: b, name: [c]}", r"line 3: topic 2: 'name' is \['c'\]; give text"),
        ("topics: [a, b]", "'a' is no topic"),
        ("topics: a", "must be a list"),
        ("a: [", "not readable as YAML"),
        ("- a", "begin with 'topics:'"),
        ("topics: [{code: a, name: &b c}, {code: d, name: *b}]", "line 1: anchors and aliases"),
        ("topics: [" + ", ".join(f"{{code: a{number}}}" for number in range(1001)) + "]", "1001 topics; at most 1000"),
    ],
)
def test_a_taxonomy_that_does_not_hold_together_is_refused(content: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "t.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(taxonomy.TaxonomyError, match=message) as error:
        taxonomy.read_taxonomy(path)
    assert str(error.value).startswith(str(path))


@pytest.mark.parametrize("content", [b"a: \xc3\x28", b"\xff\xfe\x00", None])
def test_a_file_that_cannot_be_read_is_named(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "t.yaml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(taxonomy.TaxonomyError, match=r"t.yaml: (not readable as YAML|cannot be read)"):
        taxonomy.read_taxonomy(path)
    with pytest.raises(seeds.SeedError, match=r"t.yaml: (not readable as YAML|cannot be read)"):
        seeds.read_seeds(path)


def test_names_of_topics_are_text_whatever_they_look_like(tmp_path: Path) -> None:
    path = tmp_path / "t.yaml"
    path.write_text("topics: [{code: a, name: 5, covers: 2020-13-45}, {code: no, name_vi: ~}]", encoding="utf-8")
    first, second = taxonomy.read_taxonomy(path).topics
    assert (first.name, first.name_vi, first.covers) == ("5", "5", "2020-13-45")
    assert (second.code, second.name_vi, second.family) == ("no", "no", "no")


def test_seeds_alone_learn_topics() -> None:
    model = seeds.learn_from_seeds(
        TEXTS, {"price": ["giá"], "sport": ["đội tuyển", "trận"], "health": ["bệnh*", "vắc xin"]}, fewest=1
    )
    found = [topics[0].code for topics in model.tag(TEXTS)]
    assert found == LABELS


def test_seed_globs_and_phrases_match_whole_words_only() -> None:
    counts = seeds.hits(["Bệnh viện Hoà Bình", "bệnhviện", "kế hoạch"], {"a": ["bệnh viện"], "b": ["hòa b*", "hoạ"]})
    assert counts.tolist() == [[1, 1], [0, 0], [0, 0]]


GLOBS = st.text("aab *-", min_size=1, max_size=7).map(str.strip).filter(lambda seed: seed.strip(" *"))


@settings(max_examples=300, deadline=None)
@given(st.lists(GLOBS, min_size=1, max_size=3), st.text("aaabb -", max_size=25))
def test_globs_stand_where_plain_patterns_of_them_match(own: list[str], text: str) -> None:
    parts = sorted((re.escape(seed).replace(r"\*", r"\w*").replace(r"\ ", r"\s") for seed in own), key=len)
    plain = [re.compile(rf"(?<!\w){part}(?!\w)") for part in parts]
    found = _word_pattern(own)
    for at in range(len(text)):
        assert bool(found.match(text, at)) == any(pattern.match(text, at) for pattern in plain)


def test_a_thousand_globs_are_looked_for_in_a_word_without_end_in_no_time() -> None:
    pattern = _word_pattern([f"a*a*{number}" for number in range(1000)])
    before = time.process_time()
    assert pattern.findall("a" * 600) == []
    assert time.process_time() - before < 0.2, "a quarter of a square of the word's length, for each seed: 0.8 seconds"


def test_numbers_and_syllables_that_yaml_takes_for_something_else_are_seeds() -> None:
    assert seeds.parse_seeds("a: [no, 35, 2020-13-45, 1:1]") == {"a": ("no", "35", "2020-13-45", "1:1")}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a: b", "no list of seeds"),
        ("a: [[b]]", r"\['b'\] is no seed"),
        ("a:\n- b\n- ", "seeds, line 3: topic 'a': None is no seed"),
        ("A: [x]", "seeds, line 1: topic 'A'"),
        ("a: [b*c*d*e]", "more than 2 stars"),
        (f"a: [{'b' * 301}]", "has 301 characters; at most 300"),
        ("a: [" + "b," * 10_001 + "]", "10001 seeds; at most 10000"),
        ("\n".join(f"a{number}: [b]" for number in range(1001)), "1001 topics; at most 1000"),
        ("a: [&b c, *b]", "seeds, line 1: anchors and aliases"),
        ("a: ['*']", "is no seed"),
        ("a: ['bodies:quoc-hoi']", "begins with no kind of the registry"),
        ("", "give topics"),
    ],
)
def test_bad_seeds_are_named(content: str, message: str) -> None:
    with pytest.raises(seeds.SeedError, match=message):
        seeds.parse_seeds(content)


def test_a_topic_whose_seeds_occur_nowhere_is_named() -> None:
    with pytest.raises(seeds.SeedError, match="no text holds a seed of 'b'"):
        seeds.learn_from_seeds(TEXTS, {"a": ["giá"], "b": ["xyz"]})


LINKED = [
    ("Họp kỳ thứ mười\nTheo thông báo, Ủy ban Kiểm tra Trung ương xem xét ba vụ việc.", "inspection"),
    ("Tuần làm việc thứ hai\nSáng nay, Quốc hội thảo luận ở tổ về ngân sách.", "assembly"),
    ("Trả lời câu hỏi\nChủ tịch Quốc hội nhận nhiều ý kiến từ các tổ.", "assembly"),
    ("Thông báo mới\nCác nơi nhận kết luận của Ủy ban Kiểm tra Trung ương trong tuần.", "inspection"),
]
IDENTIFIERS = {
    "inspection": ["body:uy-ban-kiem-tra-trung-uong"],
    "assembly": ["body:quoc-hoi", "post:*@body:quoc-hoi", "kỳ họp"],
}


@pytest.fixture(scope="module")
def linked() -> list[Doc]:
    return list(load(components=["links"]).pipe([text for text, _ in LINKED]))


def test_identifiers_of_bodies_and_offices_are_seeds_for_linked_documents(linked: list[Doc]) -> None:
    model = seeds.learn_from_seeds(linked, IDENTIFIERS, fewest=1)
    assert [topics[0].code for topics in model.tag([doc.text for doc in linked])] == [label for _, label in LINKED]
    assert seeds.hits(linked, IDENTIFIERS).argmax(axis=1).tolist() == [0, 1, 1, 0]


def test_identifiers_need_documents_with_links() -> None:
    with pytest.raises(seeds.SeedError, match=r"'inspection'.*plain texts have no links"):
        seeds.learn_from_seeds([text for text, _ in LINKED], IDENTIFIERS)


@pytest.mark.parametrize(
    ("identifier", "message"),
    [
        ("body:uy-ban-kiem-tra-trung-uon", "did you mean 'body:uy-ban-kiem-tra-trung-uong'"),
        ("post:xyzzy", "vnpolitext lookup"),
        ("body:so-noi-vu@place:an-giang", None),
        ("post:giam-doc@body:so-noi-vu@place:an-giang", None),
        ("directive:35-CT/TW@2019-05-30", None),
    ],
)
def test_an_identifier_that_is_nowhere_is_named(identifier: str, message: str | None, linked: list[Doc]) -> None:
    own = {"a": [identifier], "b": ["kỳ họp"]}
    if message is None:
        assert not seeds.hits(linked, own)[:, 0].any()
        return
    with pytest.raises(seeds.SeedError, match=message):
        seeds.hits(linked, own)


def test_the_package_seeds_cover_the_taxonomy_but_other() -> None:
    assert [*seeds.package_seeds(), "other"] == list(taxonomy.package_taxonomy().codes)


def test_foreign_text_brings_a_drift_warning(trained: TopicClassifier) -> None:
    rows = trained.model_.vocabulary.rows(TEXTS)
    facts = profile(TEXTS, rows, trained.model_.calibrated(trained.model_.scores(rows)))
    model = trained.model_.with_facts(familiar=facts)
    assert drift(model, TEXTS * 2).warning == ""
    assert "unknown to the model" in drift(model, ["An article in another language"] * 20).warning
    with pytest.raises(ValueError, match="at least 20"):
        drift(model, TEXTS)


def test_quality_counts_secondary_topics_and_calibration() -> None:
    shares = np.array([[0.9, 0.1], [0.8, 0.2]])
    found = metrics.quality(shares, np.array([0, 1]), ["a", "b"], secondary=[[], ["a"]])
    assert (found.primary, found.any_topic) == (0.5, 1.0)
    assert found.confusions == (("b", "a", 1),)


def _arguments(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    return parser.parse_args(words)


def _table(path: Path, rows: list[tuple[str, str]]) -> Path:
    path.write_text("body,topic\n" + "\n".join(f'"{text}",{label}' for text, label in rows), encoding="utf-8")
    return path


def test_train_topics_reports_and_writes_a_model(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = _table(tmp_path / "d.csv", list(zip(TEXTS, LABELS, strict=True)) * 2)
    out = tmp_path / "m.npz"
    assert command.run(_arguments(str(data), "--text", "body", "--label", "topic", "-o", str(out))) == 0
    assert "held out: " in capsys.readouterr().out
    model = read_model(out)
    assert isinstance(model, TopicModel)
    assert model.codes == ("health", "price", "sport")
    assert model.facts["quality"]["articles"] == 3


@pytest.mark.parametrize(
    ("rows", "words", "message"),
    [
        ([("a b", "x"), ("", "y")], [], "row 1, column 'body'"),
        ([("a b", "x"), ("c d", "")], [], "row 1, column 'topic'"),
        ([("a b", "x"), ("c d", "x")], ["--label", "nope"], "no column 'nope'"),
        ([("a b", "x")] * 10, [], "one class only"),
    ],
)
def test_train_topics_says_what_is_wrong(
    rows: list[tuple[str, str]], words: list[str], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = _table(tmp_path / "d.csv", rows)
    arguments = _arguments(str(data), "--text", "body", "--label", "topic", "-o", str(tmp_path / "m.npz"), *words)
    assert command.run(arguments) == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("d.csv", b""),
        ("d.csv", b"body,topic\n\xc3\x28,b\n"),
        ("d.csv", b'body,topic\n"a'),
        ("d.csv.gz", b"\x1f\x8bxx"),
        ("d.jsonl", b'{"body'),
        ("d.parquet", b"x"),
        ("d.csv", f"{'x' * 10_000},b\na,b\n".encode()),
        ("d.csv", "body,topic\nGiá vàng, giá xăng,price\nTrận đấu, bàn thắng,sport\n".encode()),
    ],
)
def test_train_topics_names_a_table_that_cannot_be_read(
    name: str, content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / name
    data.write_bytes(content)
    assert command.run(_arguments(str(data), "--text", "body", "--label", "topic", "-o", str(tmp_path / "m.npz"))) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"vnpolitext train-topics: {data}")
    assert len(said) < 2 * len(str(data)) + 300
    assert said.count("\n") == 1


def test_labels_of_a_table_are_kept_as_they_are_written(tmp_path: Path) -> None:
    data = _table(tmp_path / "d.csv", [("Giá vàng", "007"), ("Giá xăng", "NA"), ("Giá thép", "1.0")])
    assert read_labelled(data, text="body", label="topic")[1] == ["007", "NA", "1.0"]


SEEDS = "price: [giá]\nsport: [đội tuyển, trận]\nhealth: ['bệnh*', vắc xin]\n"


def test_train_topics_learns_from_seeds_without_labels(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, out, own = tmp_path / "d.csv", tmp_path / "m.npz", tmp_path / "s.yaml"
    data.write_text("body\n" + "\n".join(f'"{text}"' for text in TEXTS * 2), encoding="utf-8")
    own.write_text(SEEDS, encoding="utf-8")
    assert command.run(_arguments(str(data), "--text", "body", "--seeds", str(own), "-o", str(out))) == 0
    assert "sport: seeds in 8 articles" in capsys.readouterr().out
    assert [topics[0].code for topics in read_model(out).tag(TEXTS)] == LABELS


def test_train_topics_links_the_articles_where_seeds_are_identifiers(tmp_path: Path) -> None:
    data, out, own = tmp_path / "d.csv", tmp_path / "m.npz", tmp_path / "s.yaml"
    data.write_text("body\n" + "\n".join(f'"{text}"' for text, _ in LINKED * 2), encoding="utf-8")
    own.write_text("inspection: [body:uy-ban-kiem-tra-trung-uong]\nassembly: ['body:quoc-hoi']\n", encoding="utf-8")
    assert command.run(_arguments(str(data), "--text", "body", "--seeds", str(own), "-o", str(out))) == 0
    assert read_model(out).facts["seeds"] == {"inspection": 4, "assembly": 4}


@pytest.mark.parametrize(
    ("content", "message"),
    [("price: []", "has no list of seeds"), ("price: [giá]", "give at least two"), ("a: [xyz]\nb: [giá]", "of 'a'")],
)
def test_train_topics_says_what_is_wrong_with_seeds(
    content: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, own = tmp_path / "d.csv", tmp_path / "s.yaml"
    data.write_text("body\n" + "\n".join(f'"{text}"' for text in TEXTS), encoding="utf-8")
    own.write_text(content, encoding="utf-8")
    words = [str(data), "--text", "body", "--seeds", str(own), "-o", str(tmp_path / "m.npz")]
    assert command.run(_arguments(*words)) == 2
    said = capsys.readouterr().err
    assert message in said
    assert str(own) in said
