"""How many examples Hypothesis looks at where each is costly: so many, and fifty times as many in the long profile."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings


def examples(count: int) -> settings:
    """Settings for a property whose examples take long."""
    long = os.environ.get("HYPOTHESIS_PROFILE") == "long"
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large] if long else []
    return settings(max_examples=count * 50 if long else count, suppress_health_check=slow)
