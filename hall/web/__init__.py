# SPDX-License-Identifier: Apache-2.0
"""The hall's pages: clerk, manager, phone and administration."""
