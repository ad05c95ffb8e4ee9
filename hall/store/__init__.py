# SPDX-License-Identifier: Apache-2.0
"""The log on disk: facts and the hall's answers, one transaction each; read again at start."""
