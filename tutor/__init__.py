"""tutor: a terminal tutor that teaches how machines learn."""

__version__ = "0.1.0"
