"""Programs that measure speed, memory, scaling and recovery, beside the peers that are installed."""
