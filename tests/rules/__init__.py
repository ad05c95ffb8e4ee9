# SPDX-License-Identifier: Apache-2.0
"""The rules of every part, tested without any input or output."""
