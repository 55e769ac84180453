"""Which consumer answers which socket."""

from channels.routing import URLRouter

sockets = URLRouter([])
