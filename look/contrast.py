# SPDX-License-Identifier: Apache-2.0
"""Contrast of two colours as WCAG 2.1 defines it (relative luminance, ratio 1 to 21)."""

from look.tokens import rgb

# WCAG 2.1, "relative luminance": the sRGB transfer curve and the weights of its primaries.
_LINEAR_UP_TO = 0.04045
_WEIGHTS = (0.2126, 0.7152, 0.0722)
_FLARE = 0.05


def luminance(colour: str) -> float:
    """Relative luminance of #RRGGBB, 0 (black) to 1 (white)."""
    return sum(weight * _linear(share) for weight, share in zip(_WEIGHTS, rgb(colour), strict=True))


def ratio(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21; the order does not matter."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + _FLARE) / (dark + _FLARE)


def _linear(share: float) -> float:
    if share <= _LINEAR_UP_TO:
        return share / 12.92
    return float(((share + 0.055) / 1.055) ** 2.4)
