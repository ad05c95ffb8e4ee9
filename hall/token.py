# SPDX-License-Identifier: Apache-2.0
"""`hallflow token`."""

from hall.account import main_token as main

__all__ = ["main"]
