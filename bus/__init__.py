# SPDX-License-Identifier: Apache-2.0
"""The contract: every message, every channel, and the shape of every part."""
