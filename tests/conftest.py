# SPDX-License-Identifier: Apache-2.0
import os

from hypothesis import HealthCheck, settings

# A test gives the same answer on a slow board, on any day, twice in a row.
settings.register_profile(
    "house",
    database=None,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("house")

# Kivy reads these when first imported; it must not take pytest's arguments or write into a home.
os.environ.setdefault("KIVY_NO_ARGS", "1")
os.environ.setdefault("KIVY_NO_FILELOG", "1")
os.environ.setdefault("KIVY_NO_CONSOLELOG", "1")
