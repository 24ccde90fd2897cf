"""What makes the models in ``src/vnpolitext/data``. Needs PyTorch; the library itself does not."""
