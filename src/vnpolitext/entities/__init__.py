"""Recognisers, one a kind of mention, and how their findings are put together."""
