"""Map icons: from SVG files of one colour to one sprite of path data."""

import difflib
import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from assetmap.vendor.packages import VendorError

SVG = "{http://www.w3.org/2000/svg}"
# Any other attribute (transform, fill-rule, opacity) would be lost in bare path data.
PLAIN_PATH_ATTRIBUTES = {"d", "id"}
NEAREST_NAMES = 5


@dataclass(frozen=True)
class Icon:
    """One icon as a single path, filled by the nonzero rule in a square of `size` units."""

    size: float
    d: str


def read_icon(svg: str) -> Icon | None:
    """Return an icon's path data, or None if it is more than plain paths in a square."""
    # Not from a stranger: the digest of the package was checked before this is read.
    root = ElementTree.fromstring(svg)  # noqa: S314
    shapes = list(root)
    size = _square_size(root.get("viewBox", ""))
    if size is None or not all(_is_plain_path(shape) for shape in shapes):
        return None
    return Icon(size, _join_paths(shape.get("d", "") for shape in shapes))


def read_icon_set(prefix: str, folder: Path) -> tuple[dict[str, Icon], list[str]]:
    """Return the icons of a folder of SVG files by name, and the names left out.

    A name is `prefix/file`, for instance `maki/village`.
    """
    icons: dict[str, Icon] = {}
    left_out: list[str] = []
    for path in sorted(folder.glob("*.svg")):
        name = f"{prefix}/{path.stem}"
        icon = read_icon(path.read_text(encoding="utf-8"))
        if icon is None:
            left_out.append(name)
        else:
            icons[name] = icon
    return icons, left_out


def layer_icons(layers_folder: Path) -> dict[str, list[str]]:
    """Return each icon that the layer files name, with the files that name it.

    Raises
    ------
    VendorError
        If a layer file is not valid TOML.
    """
    users: dict[str, list[str]] = {}
    for path in sorted(layers_folder.glob("*.toml")):
        try:
            layer = tomllib.loads(path.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as error:
            raise VendorError(f"{path.name} is not valid TOML: {error}") from error
        for name in sorted(set(_icon_values(layer))):
            users.setdefault(name, []).append(path.name)
    return users


def choose_icons(icons: Mapping[str, Icon], wanted: Mapping[str, list[str]]) -> dict[str, Icon]:
    """Return the wanted icons, in the order of their names.

    Parameters
    ----------
    icons
        All icons, by name.
    wanted
        Names of icons, each with who asks for it.

    Raises
    ------
    VendorError
        If a wanted icon does not exist; names them all, with the nearest names.
    """
    unknown = [name for name in sorted(wanted) if name not in icons]
    if unknown:
        lines = [
            f"{', '.join(wanted[name])}: there is no icon '{name}'. "
            f"Nearest: {', '.join(nearest_names(name, icons)) or 'none'}."
            for name in unknown
        ]
        raise VendorError("\n".join(lines))
    return {name: icons[name] for name in sorted(wanted)}


def nearest_names(name: str, icons: Iterable[str]) -> list[str]:
    """Return the names most like one that does not exist, in any icon set."""
    word = name.rpartition("/")[2]
    by_word: dict[str, list[str]] = {}
    for known in icons:
        by_word.setdefault(known.rpartition("/")[2], []).append(known)

    # 'tree' is nearer to 'tree_broadleaved' than to 'street', whatever the edit distance says.
    holding = sorted((known for known in by_word if word in known), key=len)
    alike = difflib.get_close_matches(word, by_word, n=NEAREST_NAMES, cutoff=0.5)
    words = list(dict.fromkeys([*holding, *alike]))[:NEAREST_NAMES]
    return [known for near in words for known in by_word[near]]


def write_sprite(icons: Mapping[str, Icon]) -> str:
    """Return the icons as JSON, one a line, so that a difference shows which one changed."""
    lines = [f"{json.dumps(name)}: {json.dumps(vars(icon))}" for name, icon in icons.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _is_plain_path(shape: ElementTree.Element) -> bool:
    return shape.tag == f"{SVG}path" and set(shape.keys()) <= PLAIN_PATH_ATTRIBUTES


def _square_size(view_box: str) -> float | None:
    numbers = [float(number) for number in view_box.split()]
    if len(numbers) != 4 or numbers[:2] != [0, 0]:
        return None
    width, height = numbers[2:]
    # Some drawings are 48 by 47.99975: that is square to the eye.
    if abs(width - height) > width / 1000:
        return None
    return int(width) if width.is_integer() else width


def _join_paths(paths: Iterable[str]) -> str:
    stripped = [" ".join(path.split()) for path in paths]
    # The first move of a path is absolute even when written 'm'; after another path it is not.
    rebased = [f"M0 0{path}" if path.startswith("m") else path for path in stripped[1:]]
    return " ".join([*stripped[:1], *rebased])


def _icon_values(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, held in value.items():
            if key == "icon" and isinstance(held, str):
                yield held
            else:
                yield from _icon_values(held)
    elif isinstance(value, list):
        for held in value:
            yield from _icon_values(held)
