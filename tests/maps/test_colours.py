"""The colours of the layers: seen on paper and on a dark page, and told apart by every reader."""

from __future__ import annotations

import itertools
import re

import numpy as np
import pytest

from assetmap.maps import CLIENT_FOLDER
from tests.factories import shipped_layers

WHITE = "#FFFFFF"
# WCAG 2.2, 1.4.11: what carries meaning stands out by 3 to 1.
LEAST_CONTRAST = 3.0
# CIE 1976; two colours are told apart with ease from about 10 on.
LEAST_DIFFERENCE = 10.0
# Machado, Oliveira and Fernandes (2009), severity 1.0, for linear RGB.
SIGHTS = {
    "usual": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
LAYERS = shipped_layers()


def linear(colour: str) -> np.ndarray:
    """Return a colour as linear RGB, 0 to 1 (IEC 61966-2-1)."""
    parts = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG 2.2 has it."""
    light, dark = sorted((linear(c) @ [0.2126, 0.7152, 0.0722] for c in (one, other)), reverse=True)
    return float((light + 0.05) / (dark + 0.05))


def lab(rgb: np.ndarray) -> np.ndarray:
    """Return linear RGB as CIELAB, white point D65."""
    to_xyz = np.array(
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    )
    x, y, z = np.cbrt(np.clip(to_xyz @ rgb, 1e-4, None) / [0.9505, 1.0, 1.089])
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def papers() -> dict[str, str]:
    """Return the paper of each look, as the map's own script has it."""
    script = (CLIENT_FOLDER / "symbols.js").read_text("utf-8")
    found = re.findall(r"(light|dark): \{[^}]*?paper: \"(#[0-9A-Fa-f]{6})\"", script, re.DOTALL)
    return dict(found)


@pytest.mark.parametrize("key", LAYERS)
def test_layer_stands_out_on_paper_and_its_icon_on_the_layer(key: str) -> None:
    colour = LAYERS[key].color

    assert contrast(colour, papers()["light"]) >= LEAST_CONTRAST
    assert contrast(colour, WHITE) >= LEAST_CONTRAST


def test_the_white_ring_stands_out_on_a_dark_page() -> None:
    assert contrast(WHITE, papers()["dark"]) >= LEAST_CONTRAST


@pytest.mark.parametrize("sight", SIGHTS)
def test_no_two_layers_look_alike_to_a_reader(sight: str) -> None:
    seen = {
        key: lab(np.clip(SIGHTS[sight] @ linear(layer.color), 0, 1))
        for key, layer in LAYERS.items()
    }

    least = min(
        float(np.linalg.norm(seen[one] - seen[other]))
        for one, other in itertools.combinations(seen, 2)
    )

    assert least >= LEAST_DIFFERENCE


def test_in_grey_every_layer_has_a_shape_of_its_own() -> None:
    shapes = [layer.shape for layer in LAYERS.values()]

    assert len(set(shapes)) == len(shapes)
