# SPDX-License-Identifier: Apache-2.0
"""A hall's day in virtual time, with faults as data."""
