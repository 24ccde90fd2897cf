"""From the caller's text to one that rules and models can read, and back."""
