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
| what it reads | the first line as title, then 400 syllables: syllables, and pairs of neighbours within a sentence |
| how it decides | a weighted sum a topic, made a probability by a softmax fitted on held-out scores |
| how it learns | least squares with a ridge of 0.3; goals: 1 for the primary topic, 0.5 for the secondary ones |
| and then | once more with unlabelled articles, as that model and a large one judge them, half each, counted 0.3 |
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
| all features of two labelled articles or more, not pruned (from here on the same folds) | 0.830 | 0.836 |
| 2,374 further labels: a natural sample, unsure articles, political ones | 0.836 | 0.841 |
| no pair across the end of a sentence (kept for what the model can name, not for its figures) | 0.834 | 0.839 |
| once more with 14,000 unlabelled articles, as the first model judges them; pruned again | 0.841 | 0.843 |
| 978 further labels of the same kinds | 0.846 | 0.854 |
| all 27,500 unlabelled articles instead of every second | 0.848 | 0.856 |
| a transformer pretrained on the unlabelled articles, fine-tuned without each fold, judges them too | 0.858 | 0.860 |

Tried and left out: triples of syllables (-0.2 points), 300 latent dimensions of the 35,000 articles (alone 0.780; added
±0.2), separate weights for title, lead and text (-0.1), a radial kernel (-1.4), logistic regression (-1 beside the
SVM), features weighted by the ratio of their frequencies between topics (-0.4) or by their information (-0.6), linked
bodies, offices and documents with counts of all mentions beside the words (counted 0.25: ±0, +0.4; 0.5: -0.8, -0.6),
bodies and offices alone (-0.2, -0.2), document types alone (-0.1, -0.2), the unlabelled articles counted 0.5 (±0) or
judged less sharply (-0.1), 310 more labels of the same kinds (-0.1, -0.3: how much chance there is in these figures),
384-dimensional vectors of a small multilingual language model (+0.9 on all, +0.7 on the natural sample, beside the same
articles without them; far too slow to ship).

Weak labels from the sections of newspapers were not used: 6,214 of the 35,000 articles name one, nearly all of them
general ("Thể thao", "Kinh doanh"), and none of the party's or the state's topics has its own.

The transformer (`training/teacher`, 42 million weights, 75 seconds of fine-tuning on the first 256 syllables) is itself
right in 0.841 and 0.838; its judgements alone instead of half each: 0.854, 0.858. Its probabilities multiplied with the
small model's would be right in 0.867 and 0.863: what a model of the package's size and speed can't reach.

Tried earlier, on folds of the labelled articles and of the political selection together, and left out: probabilities
fitted on that selection too (+0.1 on all, ±0 on the natural sample and on the selection, two of the 69 kept out),
leaving out the names of 233 officials (-0.1, -0.3, -0.3), the selection counted two or four times in learning (-0.3 to
-0.8).

## Seeds instead of labels

The example seeds (`seeds.yaml`) with 8,102 unlabelled articles and no label at all: 0.637 of primary topics right in
the natural sample without `other`, which has no seeds (macro F1 0.549, calibration error 0.065); 0.615 of all labelled
articles. The model from labels has {natural:.3f} on the natural sample, cross-validated. Seeds do well for
`culture_sport` (F1 0.86), `law_justice` (0.81), `party_building` and `foreign_affairs` (0.72), badly for
`social_affairs` (0.17) and `front_mass_organisations` (0.07), whose words are everybody's.

## Limits

- Labels are one reader's. Two careful readers agree on about 0.95 of primary topics. The {further:,} further labels
  (`training/topics_labels.csv`) were made by a language model that read the title and the beginning of each article;
  no figure above is measured on them. Of the errors in the natural sample {secondary:.0%} take a secondary topic for
  the primary one.
- On political news it is weaker: {kept_out:.3f} of the 69 articles kept out, and there too sure of itself. The 69 are
  few (two standard errors are 0.11); in {near} of the {errors} errors it took a secondary topic for the primary one. An
  earlier model, cross-validated on {political} articles of such a selection, had 0.778 (macro F1 0.704, first among
  primary and secondary 0.893, calibration error 0.072).
- The likeliest single cause is a rule of labelling: an appointment to an office of state by the National Assembly or a
  People's Council. The political selection counts it as personnel (`party_building`), the labelled articles as
  `assembly_elections`: of the articles that a pattern for such titles finds, 8 against 4 there and 3 against 20 here.
  Others are pages on administrative procedure, taken for `government_administration` or `social_affairs` whatever body
  the procedure belongs to; funerals and ceremonies of the army, between `ideology_propaganda` and `defence_security`; a
  digest of a newspaper's own pages.
- An article about a leader's visit, a meeting or a speech is judged by its subject; there the model errs most.
- `other` is rare, and the least certain beside `health` in short texts.
- The labelled articles are of 2016, 2017 and 2024-2026; none is of 2008, and nothing was measured on that year.

## A corpus unlike these

`vnpolitext tag` and `vnpolitext evaluate --topics` warn when the mean probability of first topics is more than 0.08
below that of the labelled articles, held out ({confidence:.2f}), and more than twice the standard error besides;
`evaluate` also when a syllable brings less than 0.75 as many known features ({known:.2f}). Measured with an earlier
model (0.83 at home) on 31,000 articles without labels:

| articles | mean probability |
| --- | --- |
| by collection: five, of 2016 to 2026 | 0.79-0.94 |
| under 300 characters | 0.79 |
| 300 of other newspapers | 0.82 |
| columns about love / cars / games | 0.77 / 0.76 / 0.73 |
| gadgets | 0.64 |
| articles cut to their title | 0.66 |
| every second word missing | 0.60 |
| Vietnamese without its marks | 0.55 |

Then label some hundred and train your own with `vnpolitext train-topics`.

- The warning does not see everything: other topics, or other rules of labelling, in familiar words pass.
- Probabilities suit a corpus in which topics are about as common as in the natural sample.
"""


def card(model: TopicModel, results: Mapping[str, Quality]) -> str:
    """The card as Markdown."""
    sizes = model.facts["articles"]
    lines = [
        INTRODUCTION,
        f"Made from {sizes['labelled']:,} labelled articles, {sizes['political']:,} of a selection of political news,",
        f"{sizes['further']:,} further ones that a language model labelled, and the words of {sizes['unlabelled']:,}",
        f"unlabelled ones, {sizes['judged']:,} of which a first model and a large one judged;",
        f"{model.facts['features']:,} features.\n",
        "## How good it is\n",
        "Five folds; weights, choice of features and calibration never saw the fold. The vocabulary is of all texts,",
        "and the settings were chosen on the same folds, so expect a little less. These figures are of the labelled",
        "articles; the political selection, the further labels and the unlabelled ones serve in every fold.\n",
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
    kept_out = results["political selection, kept out (not learnt from)"]
    limits = LIMITS.format(
        natural=results[name].primary,
        secondary=(results[name].any_topic - results[name].primary) / (1 - results[name].primary),
        further=sizes["further"],
        political=sizes["political"],
        kept_out=kept_out.primary,
        confidence=model.facts["familiar"]["confidence"],
        known=model.facts["familiar"]["known"],
        errors=round((1 - kept_out.primary) * kept_out.articles),
        near=round((kept_out.any_topic - kept_out.primary) * kept_out.articles),
    )
    return "\n".join([*lines, "", f"Most frequent confusions: {taken}.", "", limits])
