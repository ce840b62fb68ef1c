"""Write `page_head.d.ts`, which declares the data in the head of a page for the page's scripts.

The declarations are made from the types in `maps/page_head.py` and the two modules below it, so
that both sides agree. Run it after every change of them::

    python docs/make_page_head.py
"""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

from parkland.maps import asset_head, packed_types, page_head
from parkland.wording import wordings

ASSETS = Path(inspect.getfile(page_head)).with_name("assets")
PAGE = ASSETS / "page_head.d.ts"
NAMES = {"int": "number", "float": "number", "str": "string", "bool": "boolean", "None": "null"}


def declarations() -> str:
    """Return the text of the file of declarations.

    The source of each module is parsed, because comments beside fields are copied too.
    """
    parts = [
        "/* Made by docs/make_page_head.py from maps/page_head.py; a test holds it in step. */\n"
    ]
    for module in (packed_types, asset_head, page_head):
        parts += _of_module(inspect.getsource(module))
    return "\n".join(parts)


def _of_module(source: str) -> list[str]:
    """Return the declarations of the types in the source of a module."""
    lines, parts = source.splitlines(), []
    for node in ast.parse(source).body:
        if isinstance(node, ast.ClassDef):
            fields = [_field(each, lines) for each in node.body if isinstance(each, ast.AnnAssign)]
            texts = _panel_texts() if node.name == "Words" else []
            bases = [ast.unparse(base) for base in node.bases if ast.unparse(base) != "TypedDict"]
            parts.append(_interface(node.name, bases, fields + texts, ast.get_docstring(node)))
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            match node.value.args:
                case [ast.Constant(value=str(name)), ast.Dict(keys=keys, values=kinds)]:
                    pairs = zip(keys, kinds, strict=True)
                    fields = [f"  {ast.literal_eval(key)}: {_type(kind)};" for key, kind in pairs]
                    parts.append(_interface(name, [], fields, None))
        elif isinstance(node, ast.Assign):
            parts.append(f"type {ast.unparse(node.targets[0])} = {_type(node.value)};\n")
    return parts


def _interface(name: str, bases: list[str], fields: list[str], comment: str | None) -> str:
    """Return an interface of TypeScript."""
    extends = f" extends {', '.join(bases)}" if bases else ""
    lines = [f"interface {name}{extends} {{", *fields, "}", ""]
    return "\n".join([f"/** {' '.join(comment.split())} */", *lines] if comment else lines)


def _field(node: ast.AnnAssign, lines: list[str]) -> str:
    """Return a field of a class as a member of an interface, with the comment of its line."""
    name = ast.unparse(node.target)
    kind, mark = node.annotation, ""
    if isinstance(kind, ast.Subscript) and ast.unparse(kind.value) == "NotRequired":
        kind, mark = kind.slice, "?"
    _, _, comment = lines[node.lineno - 1].partition("  # ")
    remark = f" // {comment}" if comment else ""
    return f"  {name}{mark}: {_type(kind)};{remark}"


def _type(node: ast.expr) -> str:
    """Translate a type of Python to TypeScript."""
    if isinstance(node, ast.BinOp):
        return f"{_type(node.left)} | {_type(node.right)}"
    if isinstance(node, ast.Subscript):
        inner = node.slice
        match ast.unparse(node.value):
            case "list":
                item = _type(inner)
                return f"({item})[]" if "|" in item else f"{item}[]"
            case "tuple" if isinstance(inner, ast.Tuple):
                return f"[{', '.join(map(_type, inner.elts))}]"
            case "dict" if isinstance(inner, ast.Tuple):
                return f"Record<string, {_type(inner.elts[1])}>"
            case "Literal":
                words = inner.elts if isinstance(inner, ast.Tuple) else [inner]
                return " | ".join(f'"{ast.literal_eval(word)}"' for word in words)
    name = ast.unparse(node)
    return NAMES.get(name, name)


def _panel_texts() -> list[str]:
    """Return a member for each text of the panel, because the type does not list them."""
    return [f"  {name}: string;" for name in wordings("panel", "en")]


if __name__ == "__main__":
    PAGE.write_text(declarations(), encoding="utf-8")
