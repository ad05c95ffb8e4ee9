# SPDX-License-Identifier: Apache-2.0
"""The hall's pages, tested in a real browser."""
