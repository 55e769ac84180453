"""The commands of ``python -m analytics``, one module each: ``add_arguments(parser)`` and ``run(arguments) -> exit status``."""
