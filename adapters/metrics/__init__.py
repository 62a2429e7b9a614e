"""Figures of the watch, as Prometheus reads them."""

from adapters.metrics.board import Board, Reading

__all__ = ["Board", "Reading"]
