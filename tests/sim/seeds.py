# SPDX-License-Identifier: Apache-2.0
"""Runs in which a rule once did not hold: hall and seed. None is ever taken out."""

SEEDS_THAT_ONCE_FAILED: tuple[tuple[str, int], ...] = (
    ("township", 21),  # a reprint that failed made the hall forget the paper that was out
    ("township", 41),
    ("autumn", 1006),  # a service added after midnight left yesterday's number waiting
    ("screens", 9),  # somebody back at an old place was told that -1 people are ahead
)
