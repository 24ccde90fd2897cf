"""Syllables for the models, words for the user: both with offsets."""
