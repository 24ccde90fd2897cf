"""The topic model's card: data, figures by topic, limits."""

from __future__ import annotations

from collections.abc import Mapping

from vnpolitext.topics.metrics import Quality
from vnpolitext.topics.model import TopicModel

INTRODUCTION = """\
# Topic model of vnpolitext

Sixteen topics of Vietnamese politics and `other`, as `taxonomy.json` defines them. Written by `training/topics.py`.

| | |
| --- | --- |
| what it reads | the article's first line as title, then 400 syllables: syllables and pairs of neighbouring syllables |
| how it decides | a weighted sum a topic, made a probability by a softmax fitted on held-out scores |
| how it learns | least squares with a ridge of 0.3; goals: 1 for the primary topic, 0.5 for the secondary ones |
| licence | as the package; the articles themselves are not in it |
"""

LIMITS = """\
## What brought what

Shares of primary topics right in five-fold cross-validation, measured while the model was made; differences below 0.7
points are within chance. All articles, and the natural sample (round 1) apart.

| step | all | natural |
| --- | --- | --- |
| TF-IDF of syllables and pairs of the first 400 syllables, linear SVM (whole text: 0.798, 0.799) | 0.787 | 0.795 |
| the title counted 8 times, the lead 4 times as much as the rest | 0.803 | 0.814 |
| 715 further labels, where an earlier model was unsure | 0.813 | 0.816 |
| least squares instead of the SVM | 0.817 | 0.824 |
| secondary topics as part of the goal (0.3) | 0.823 | 0.828 |
| 406 further labels, where political topics compete | 0.823 | 0.829 |
| secondary topics with 0.5 instead of 0.3 | 0.826 | 0.833 |

Tried and left out: triples of syllables (-0.2 points), 300 latent dimensions of the 35,000 articles (alone 0.780; added
±0.2), separate weights for title, lead and text (-0.1), a radial kernel (-1.4), logistic regression (-1 beside the
SVM), 384-dimensional vectors of a small multilingual language model (+0.9 on all, +0.7 on the natural sample, beside
the same articles without them; far too slow to ship).

## Limits

- Labels are one reader's. Two careful readers agree on about 0.95 of primary topics. The further labels were made by a
  language model that read the title and the beginning of each article.
- On the 69 articles of gold/dev, mostly about leaders and the Party, it is much weaker and too sure of itself (table
  above): the figures of cross-validation do not carry over to such a selection.
- An article about a leader's visit, a meeting or a speech is judged by its subject; there the model errs most.
- `other` is rare, and the least certain beside `health` in short texts.
- The labelled articles are of 2016-2026. Run `vnpolitext.topics.drift.drift` on another corpus: its warning says when
  the articles look unlike these. Then label some hundred and train your own with `vnpolitext train-topics`.
- Probabilities suit a corpus in which topics are as common as in the natural sample.
"""


def card(model: TopicModel, results: Mapping[str, Quality]) -> str:
    """The card as Markdown."""
    sizes = model.facts["articles"]
    lines = [
        INTRODUCTION,
        f"Made from {sizes['labelled']} labelled articles, {sizes['further']} further ones, and the words of",
        f"{sizes['unlabelled']} unlabelled ones; {model.facts['features']:,} features.\n",
        "## How good it is\n",
        "Five folds; weights, choice of features and calibration never saw the fold. The vocabulary is of all texts,",
        "and the settings were chosen on the same folds, so expect a little less.\n",
        "| | articles | primary right | macro F1 | first among primary and secondary | calibration error |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    lines += [
        f"| {name} | {q.articles} | {q.primary:.3f} | {q.macro_f1:.3f} | {q.any_topic:.3f} "
        f"| {q.calibration_error:.3f} |"
        for name, q in results.items()
    ]
    name = "cross-validation, natural sample (round 1)"
    lines += [
        "",
        f"### By topic: {name}\n",
        "| topic | articles | precision | recall | F1 |",
        "| --- | --- | --- | --- | --- |",
    ]
    lines += [
        f"| `{t.code}` | {t.articles} | {t.precision:.2f} | {t.recall:.2f} | {t.f1:.2f} |" for t in results[name].topics
    ]
    taken = "; ".join(f"{true} taken for {found}: {count}" for true, found, count in results[name].confusions[:8])
    return "\n".join([*lines, "", f"Most frequent confusions: {taken}.", "", LIMITS])
