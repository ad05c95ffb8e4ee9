# SPDX-License-Identifier: Apache-2.0
"""The demo: its hall, its checks, and the whole of it."""
