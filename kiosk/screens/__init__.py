# SPDX-License-Identifier: Apache-2.0
"""The kiosk's windows: they show state, send touches and decide nothing."""
