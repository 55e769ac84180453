"""German: the mails about accounts and workspaces."""

from __future__ import annotations

PHRASES = {
    "hello": "Guten Tag {name},",
    "reset_subject": "Ein neues Passwort für LuminaBI wählen",
    "reset_ask": "jemand – hoffentlich Sie selbst – hat um ein neues Passwort für Ihr Konto gebeten.",
    "reset_button": "Neues Passwort wählen",
    "reset_note": "Der Link gilt einmal, eine Stunde lang. Waren Sie es nicht, ist nichts zu tun: Ihr Passwort bleibt, "
    "wie es ist.",
    "changed_subject": "Ihr LuminaBI-Konto wurde geändert",
    "changed_head": "Ihr LuminaBI-Konto wurde geändert: {what}",
    "changed_note": "Waren Sie das nicht, wählen Sie sofort ein neues Passwort und sagen Sie es denen, die Ihre "
    "Installation betreiben.",
    "changed.email": "Die E-Mail-Adresse ist eine andere.",
    "changed.password": "Das Passwort ist ein anderes.",
    "invite_subject": "{who} lädt Sie zu „{name}“ auf LuminaBI ein",
    "invite_head": "{who} lädt Sie in den Arbeitsbereich „{name}“ auf LuminaBI ein, mit dem Recht {role}: Daten, "
    "Dashboards und Berichte, die Sie gemeinsam ansehen.",
    "invite_button": "„{name}“ beitreten",
    "invite_note": "Der Link gilt einmal, eine Woche lang. Erwarten Sie nichts dergleichen, beachten Sie diese Mail "
    "nicht.",
    "role.owner": "Eigentümer",
    "role.editor": "Bearbeiten",
    "role.viewer": "Ansehen",
}
