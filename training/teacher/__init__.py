"""A large language model of Vietnamese news, only for training: it teaches the small models that ship."""
