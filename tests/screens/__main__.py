# SPDX-License-Identifier: Apache-2.0
"""`python -m tests.screens` draws the gallery (tests/screens/gallery.py)."""

import sys

from tests.screens.gallery import main

if __name__ == "__main__":
    sys.exit(main())
