# SPDX-License-Identifier: Apache-2.0
"""Touch to request to paper: the citizen's screen."""
