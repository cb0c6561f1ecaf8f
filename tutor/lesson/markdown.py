"""markdown-it, without what finds bare links in running text: it is never asked to, and its patterns were a
hundredth of a lesson's start."""

from __future__ import annotations

from tutor.later import without

with without("linkify_it"):
    from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.container import container_plugin

__all__ = ["MarkdownIt", "SyntaxTreeNode", "Token", "container_plugin"]
