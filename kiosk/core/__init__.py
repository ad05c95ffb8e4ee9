# SPDX-License-Identifier: Apache-2.0
"""The kiosk's rules: the flow of screens, tickets and guides as lines of print."""
