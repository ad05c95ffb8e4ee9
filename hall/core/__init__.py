# SPDX-License-Identifier: Apache-2.0
"""The hall's rules: queue, policy, facts, counts, cases and forecast."""
