"""bin/copy_frontend.py rewrites what Chromium 111 cannot read."""

import runpy
from pathlib import Path

SCRIPT = runpy.run_path(str(Path(__file__).resolve().parents[3] / "bin" / "copy_frontend.py"))
for_chromium_111 = SCRIPT["for_chromium_111"]


def test_light_values_stay_and_dark_ones_follow() -> None:
    css = for_chromium_111(":root{--ink:light-dark(var(--a),rgb(1, 2, 3));--b:1}")
    assert css == ":root{--ink:var(--a);--b:1}\n[data-bs-theme=dark]{--ink:rgb(1, 2, 3);}\n"


def test_nested_functions_keep_their_commas() -> None:
    css = for_chromium_111("a{color:light-dark(mix(in oklab, red, blue), light-dark(x, y))}")
    assert css.startswith("a{color:mix(in oklab, red, blue)}")


def test_relative_colours_become_mixtures() -> None:
    css = for_chromium_111("a{color:oklch(from var(--p) calc(l - 0.06) c h)}")
    assert css.startswith("a{color:color-mix(in oklab,black 12%,var(--p))}")
