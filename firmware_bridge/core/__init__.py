# SPDX-License-Identifier: Apache-2.0
"""The bridge's rules: command dictionary, frames, link session and twin device."""
