"""Markdown as a tree, and the text inside its paragraphs as spans."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from tutor.cleaning import clean, clean_line
from tutor.lesson.markdown import MarkdownIt, SyntaxTreeNode, Token, container_plugin
from tutor.lesson.model import Span, Style

BLOCK = "block"
"""The name under which every `::: word` is found in the tree, as `container_block`."""


class Markup:
    """A lesson's Markdown: CommonMark without HTML and underlined headings, with `:::` blocks. Tables are seen (so that
    they can be refused)."""

    def __init__(self) -> None:
        self._markdown = (
            MarkdownIt("commonmark", {"html": False})
            .enable("table")
            # A `---` under a line of text is a pause, as it is everywhere else; text inside blocks is read by `spans`.
            .disable(["lheading", "inline", "text_join"])
            .use(container_plugin, BLOCK, validate=lambda words, _: bool(words.strip()))
        )
        self._references: dict[str, Any] = {}

    def tree(self, text: str) -> SyntaxTreeNode:
        """The blocks of `text`, with the lines (from 0) in which they stand."""
        return SyntaxTreeNode(self._markdown.parse(text, self._references))

    def spans(self, text: str) -> tuple[Span, ...]:
        """The text of one paragraph, cleaned: white space joined, links by their text, images by their description."""
        spans: list[Span] = []
        for text_, style in _pieces(self._inline(text), "plain"):
            cleaned = clean(text_) if style == "code" else re.sub("[ \n]+", " ", clean(text_))
            if not spans or spans[-1].text.endswith(" "):
                cleaned = cleaned.lstrip(" ") if style != "code" else cleaned
            if not cleaned:
                continue
            if spans and spans[-1].style == style:
                spans[-1] = Span(spans[-1].text + cleaned, style)
            else:
                spans.append(Span(cleaned, style))
        if spans:
            spans[-1] = Span(spans[-1].text.rstrip(), spans[-1].style)
        return tuple(span for span in spans if span.text)

    def plain(self, text: str) -> str:
        """The text of one paragraph without its styles."""
        return clean_line("".join(span.text for span in self.spans(text)))

    def _inline(self, text: str) -> list[Token]:
        tokens: list[Token] = []
        self._markdown.inline.parse(text, self._markdown, self._references, tokens)
        return tokens


def _pieces(tokens: Iterable[Token], style: Style) -> Iterable[tuple[str, Style]]:
    """Text and its style; of nested styles the stronger one counts."""
    strong = emphasis = 0
    for token in tokens:
        match token.type:
            case "strong_open" | "strong_close":
                strong += token.nesting
            case "em_open" | "em_close":
                emphasis += token.nesting
            case "softbreak" | "hardbreak":
                yield " ", _style(strong, emphasis, style)
            case "code_inline":
                yield token.content.replace("\n", " "), "code"
            case "image":
                yield from _pieces(token.children or [], _style(strong, emphasis, style))
            case _:
                yield token.content, _style(strong, emphasis, style)


def _style(strong: int, emphasis: int, outer: Style) -> Style:
    return "strong" if strong else "emphasis" if emphasis else outer
