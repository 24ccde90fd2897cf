"""Topics of an article: taxonomy, classifier, seed words."""
