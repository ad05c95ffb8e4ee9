# SPDX-License-Identifier: Apache-2.0
"""The demo: a whole hall on one machine, with people in it, that checks itself at the end."""
