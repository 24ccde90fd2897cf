"""The grammar of references to official documents: numbers, names, and what stands around them."""
