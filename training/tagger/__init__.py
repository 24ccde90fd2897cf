"""The neural tagger: pretraining, fine-tuning, self-training, export."""
