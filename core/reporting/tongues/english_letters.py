"""English: the mails about accounts and workspaces."""

from __future__ import annotations

PHRASES = {
    "hello": "Hello {name},",
    "reset_subject": "Choose a new LuminaBI password",
    "reset_ask": "somebody – you, we hope – asked for a new password of your account.",
    "reset_button": "Choose a new password",
    "reset_note": "The link works once, for an hour. If it was not you, do nothing: your password stays as it is.",
    "changed_subject": "Your LuminaBI account was changed",
    "changed_head": "your LuminaBI account was changed: {what}",
    "changed_note": "If that was not you, choose a new password at once and tell whoever runs your installation.",
    "changed.email": "Its e-mail address was changed.",
    "changed.password": "Its password was changed.",
    "invite_subject": "{who} invites you to “{name}” on LuminaBI",
    "invite_head": "{who} invites you to the workspace “{name}” on LuminaBI as {role}: datasets, dashboards and "
    "reports that you look at together.",
    "invite_button": "Join “{name}”",
    "invite_note": "The link works once, for a week. If you expect no such thing, ignore this mail.",
    "role.owner": "owner",
    "role.editor": "editor",
    "role.viewer": "viewer",
}
