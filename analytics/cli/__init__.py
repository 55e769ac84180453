"""The commands of ``python -m analytics``, one module each: ``add_arguments(parser)``; ``run(arguments)`` gives the status."""
