"""Spanish: the mails about accounts and workspaces."""

from __future__ import annotations

PHRASES = {
    "hello": "Hola, {name}:",
    "reset_subject": "Elija una nueva contraseña de LuminaBI",
    "reset_ask": "alguien – usted, esperamos – pidió una nueva contraseña para su cuenta.",
    "reset_button": "Elegir una nueva contraseña",
    "reset_note": "El enlace sirve una vez, durante una hora. Si no fue usted, no haga nada: su contraseña queda como "
    "está.",
    "changed_subject": "Su cuenta de LuminaBI ha cambiado",
    "changed_head": "su cuenta de LuminaBI ha cambiado: {what}",
    "changed_note": "Si no fue usted, elija enseguida una nueva contraseña y avise a quien administra su instalación.",
    "changed.email": "la dirección de correo es otra.",
    "changed.password": "la contraseña es otra.",
    "invite_subject": "{who} le invita a «{name}» en LuminaBI",
    "invite_head": "{who} le invita al espacio «{name}» en LuminaBI, con el permiso {role}: datos, paneles e informes "
    "para mirar juntos.",
    "invite_button": "Unirse a «{name}»",
    "invite_note": "El enlace sirve una vez, durante una semana. Si no espera nada así, no haga caso de este correo.",
    "role.owner": "propietario",
    "role.editor": "editar",
    "role.viewer": "ver",
}
