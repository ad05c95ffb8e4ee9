# SPDX-License-Identifier: Apache-2.0
"""The evaluator's rules: one rating for one service, silence is not praise."""
