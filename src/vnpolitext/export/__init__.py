"""The formats of other tools, one a module: CoNLL, brat, Label Studio, inline tags, spaCy, Hugging Face datasets."""
