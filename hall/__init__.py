# SPDX-License-Identifier: Apache-2.0
"""Request to queue to facts to counts to pages: the hall server."""
