# SPDX-License-Identifier: Apache-2.0
"""The hall's memory: facts and outbox in one transaction."""
