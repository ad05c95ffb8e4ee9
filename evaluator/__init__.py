# SPDX-License-Identifier: Apache-2.0
"""Served to rating: the pad on the counter."""
