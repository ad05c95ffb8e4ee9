# SPDX-License-Identifier: Apache-2.0
"""The caller's rules: what is shown and what is said, in which order."""
