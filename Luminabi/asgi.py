"""The ASGI application: pages through Django, sockets through Channels; importing it starts a server."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "Luminabi.settings")
pages = get_asgi_application()

from channels.routing import ProtocolTypeRouter  # noqa: E402 - needs the app registry that the line above fills

from core.apps import start_server  # noqa: E402
from core.routing import sockets  # noqa: E402

application = ProtocolTypeRouter({"http": pages, "websocket": sockets})
start_server()
