"""Agreement Studio: assemble, circulate, merge and sign information sharing agreements."""

__version__ = "0.1.0"
