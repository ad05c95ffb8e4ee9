# SPDX-License-Identifier: Apache-2.0
"""Real windows on a virtual screen, with real taps."""
