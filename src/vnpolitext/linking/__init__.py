"""Dated knowledge, and what a mention stands for on a date."""
