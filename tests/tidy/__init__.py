# SPDX-License-Identifier: Apache-2.0
"""The house rules, tested on the tree itself."""
