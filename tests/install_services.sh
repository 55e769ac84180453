#!/bin/sh
# What the tests drive for real: a browser, PostgreSQL, Redis. Debian's packages, where they are absent and we may.
missing=""
command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 || missing="$missing chromium"
command -v redis-server >/dev/null 2>&1 || missing="$missing redis-server"
ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || command -v postgres >/dev/null 2>&1 || missing="$missing postgresql"
[ -z "$missing" ] && exit 0
if ! command -v apt-get >/dev/null 2>&1; then
  echo "Install these for the tests that need them (they skip without):$missing"; exit 0
fi
as_root=""
if [ "$(id -u)" != 0 ]; then
  if sudo -n true 2>/dev/null; then as_root="sudo"; else
    echo "Install these for the tests that need them (they skip without): sudo apt-get install$missing"; exit 0
  fi
fi
echo "Installing$missing for the tests …"
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq && $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null || {
  echo "Could not install$missing; run: sudo apt-get install$missing"; exit 1; }
