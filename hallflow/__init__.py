# SPDX-License-Identifier: Apache-2.0
"""The front door: the one command that starts, watches and explains a hall."""
