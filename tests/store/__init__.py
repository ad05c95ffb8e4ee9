# SPDX-License-Identifier: Apache-2.0
"""The hall's memory, tested on real SQLite files."""
