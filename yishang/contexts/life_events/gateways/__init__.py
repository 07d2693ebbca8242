"""The world of files: a poster as a PDF."""

from yishang.contexts.life_events.gateways.papers import SIZES, poster_pdf

__all__ = ["SIZES", "poster_pdf"]
