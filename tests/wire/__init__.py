# SPDX-License-Identifier: Apache-2.0
"""Codec, broker and serial line, tested on real bytes."""
