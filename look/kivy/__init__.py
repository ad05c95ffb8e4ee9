# SPDX-License-Identifier: Apache-2.0
"""Base widgets and the frame of every window. `look.kivy.window.prepare` comes before the rest."""
