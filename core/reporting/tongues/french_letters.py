"""French: the mails about accounts and workspaces."""

from __future__ import annotations

PHRASES = {
    "hello": "Bonjour {name},",
    "reset_subject": "Choisir un nouveau mot de passe LuminaBI",
    "reset_ask": "quelqu’un – vous, espérons-le – a demandé un nouveau mot de passe pour votre compte.",
    "reset_button": "Choisir un nouveau mot de passe",
    "reset_note": "Le lien sert une fois, pendant une heure. Si ce n’était pas vous, ne faites rien : votre mot de "
    "passe reste le même.",
    "changed_subject": "Votre compte LuminaBI a été modifié",
    "changed_head": "votre compte LuminaBI a été modifié : {what}",
    "changed_note": "Si ce n’était pas vous, choisissez aussitôt un nouveau mot de passe et prévenez la personne qui "
    "gère votre installation.",
    "changed.email": "l’adresse électronique est différente.",
    "changed.password": "le mot de passe est différent.",
    "invite_subject": "{who} vous invite dans « {name} » sur LuminaBI",
    "invite_head": "{who} vous invite dans l’espace « {name} » sur LuminaBI, avec le droit {role} : des données, des "
    "tableaux de bord et des rapports à regarder ensemble.",
    "invite_button": "Rejoindre « {name} »",
    "invite_note": "Le lien sert une fois, pendant une semaine. Si vous n’attendez rien de tel, ignorez ce courriel.",
    "role.owner": "propriétaire",
    "role.editor": "modifier",
    "role.viewer": "consulter",
}
