"""How Sphinx makes the documentation of the pages in this folder: `make docs`."""

from pathlib import Path

HERE = Path(__file__).parent
PICTURES = HERE.parent / "var" / "docs-pictures"

project = "Rolecall"
author = "The authors of Rolecall"
html_title = "Rolecall"
html_theme = "furo"
html_show_copyright = False
html_show_sourcelink = False
html_copy_source = False
html_use_index = False
html_favicon = "../bot/web/static/rolecall.svg"

extensions = ["myst_parser"]
exclude_patterns = ["_build"]
source_suffix = {".md": "markdown"}
myst_heading_anchors = 3
myst_links_external_new_tab = False

# In an example `…` stands for what a reader puts there, in YAML and in a terminal alike.
highlight_language = "none"
nitpicky = True

# Pictures are made by the tests and lie in no commit: without them a page shows what they tell.
suppress_warnings = [] if PICTURES.is_dir() else ["image.not_readable"]
