# SPDX-License-Identifier: Apache-2.0
"""Everything the house promises, proved."""
