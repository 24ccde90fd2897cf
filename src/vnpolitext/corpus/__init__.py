"""Many articles: reading, writing, running."""
