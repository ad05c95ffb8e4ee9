# SPDX-License-Identifier: Apache-2.0
"""Serial to bus: boards, pads, readers and LED signs."""
