"""The commands of ``python -m analytics``, one module each, with ``add_arguments(parser)`` and ``run(arguments)``."""
