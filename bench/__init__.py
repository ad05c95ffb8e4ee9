# SPDX-License-Identifier: Apache-2.0
"""Repeatable measurements, each against a floor measured in the same run on the same machine."""
