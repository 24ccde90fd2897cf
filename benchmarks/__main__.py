"""``python -m benchmarks``: the README's speed table, in under five minutes."""

from benchmarks.run import main

main()
