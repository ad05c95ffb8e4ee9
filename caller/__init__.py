# SPDX-License-Identifier: Apache-2.0
"""Serving to window strip, hall board and voice."""
