"""The ASGI application: pages through Django, sockets through Channels; importing it starts a server."""

import gc
import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "Luminabi.settings")
pages = get_asgi_application()

from channels.routing import ProtocolTypeRouter  # noqa: E402 - needs the app registry that the line above fills
from django.urls import get_resolver  # noqa: E402

from core.apps import start_server  # noqa: E402
from core.routing import sockets  # noqa: E402

application = ProtocolTypeRouter({"http": pages, "websocket": sockets})
_ = get_resolver().url_patterns  # every page's code is loaded now, not in front of the first visitor
# What was loaded stays; without this each full collection looks through all of it, and a page waits 50 ms for that.
gc.collect()
gc.freeze()
start_server()
