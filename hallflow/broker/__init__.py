# SPDX-License-Identifier: Apache-2.0
"""The broker of a hall: found, started as a child, or somebody else's."""
