"""Settings of every test: how hard Hypothesis looks. Sockets are blocked by the options in pyproject.toml."""

import os

from hypothesis import HealthCheck, settings

# A shared machine pauses at will: a deadline would fail tests that are right. "ci" gives the same verdict every time.
settings.register_profile("ci", deadline=None, derandomize=True, max_examples=100)
settings.register_profile(
    "long", deadline=None, max_examples=5000, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))
