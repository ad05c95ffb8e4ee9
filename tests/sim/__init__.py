# SPDX-License-Identifier: Apache-2.0
"""Days of a hall in virtual time, with everything that goes wrong: `python -m tests.sim SEED`."""
