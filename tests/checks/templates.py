"""Load every template, with what it extends and includes, and look up every page it links to by a fixed name."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import django
from django.template import Template, TemplateDoesNotExist, TemplateSyntaxError
from django.template.base import FilterExpression, Node
from django.template.defaulttags import URLNode
from django.template.loader import get_template
from django.template.loader_tags import ExtendsNode, IncludeNode
from django.urls import NoReverseMatch, reverse

ROOT = Path(__file__).resolve().parents[2]
UNKNOWN_PAGE = ("is not a valid view function or pattern name", "is not a registered namespace")


def main() -> int:
    """Print a line for each fault; exit 1 when there is one."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yishang.site.settings")
    django.setup()
    faults = [f"{name}: {fault}" for name in template_names() for fault in faults_of(name)]
    sys.stdout.writelines(f"{fault}\n" for fault in faults)
    return int(bool(faults))


def template_names() -> list[str]:
    """Every file in a `templates` folder of ours, by the name it is loaded under."""
    folders = [folder for folder in (ROOT / "yishang").rglob("templates") if folder.is_dir()]
    return sorted(str(file.relative_to(folder)) for folder in folders for file in folder.rglob("*.*") if file.is_file())


def faults_of(name: str) -> Iterator[str]:
    """What would break when the template is rendered, as far as its text alone tells."""
    try:
        template: Template = get_template(name).template  # type: ignore[attr-defined]
    except (TemplateSyntaxError, TemplateDoesNotExist) as fault:
        yield str(fault)
        return
    for node in template.nodelist.get_nodes_by_type(Node):
        if isinstance(node, URLNode) and (page := _fixed(node.view_name)) and not _is_page(page):
            yield f"no page is called {page}"
        if isinstance(node, ExtendsNode) and (parent := _fixed(node.parent_name)) and not _exists(parent):
            yield f"no template is called {parent}"
        if isinstance(node, IncludeNode) and (part := _fixed(node.template)) and not _exists(part):
            yield f"no template is called {part}"


def _fixed(expression: FilterExpression) -> str:
    """The text that stands there literally; empty when it comes from a variable."""
    return expression.var if isinstance(expression.var, str) and not expression.filters else ""


def _is_page(name: str) -> bool:
    try:
        reverse(name)
    except NoReverseMatch as fault:  # a page that exists but wants arguments is refused in other words
        return not any(words in str(fault) for words in UNKNOWN_PAGE)
    return True


def _exists(name: str) -> bool:
    try:
        get_template(name)
    except (TemplateDoesNotExist, TemplateSyntaxError):
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
