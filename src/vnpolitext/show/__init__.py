"""What a reader sees: highlighted text, pictures, a report."""
