"""The desk: every window, and the only place that knows Qt."""

from studio.desk.references import guard

guard()
