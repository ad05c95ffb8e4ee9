# SPDX-License-Identifier: Apache-2.0
"""Drivers, tested against the bytes a device sends."""
