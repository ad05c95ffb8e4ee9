# SPDX-License-Identifier: Apache-2.0
"""The evaluator's windows: faces to press and thanks to read."""
