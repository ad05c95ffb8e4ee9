# SPDX-License-Identifier: Apache-2.0
"""One visual language: colours, type, fonts, words and base widgets."""
