# SPDX-License-Identifier: Apache-2.0
"""The caller's windows: the strip over a window and the hall board."""
