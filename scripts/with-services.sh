#!/usr/bin/env bash
# Runs a command with the services that integration tests use, for example
#   scripts/with-services.sh npm test
# They are gone afterwards. What is not installed is left out, and its tests say so;
# with CI=true those tests fail.
set -euo pipefail
services=$(dirname "$0")/../test/services/start.sh

exports=$("$services" start)
eval "$exports"
stop() {
  local status=$?
  trap - EXIT
  "$services" stop "$LOGFENCE_SERVICES_DIR" || true
  exit "$status"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

if [ -z "${LOGFENCE_TEST_CHROMIUM:-}" ]; then
  LOGFENCE_TEST_CHROMIUM=$(command -v chromium || command -v chromium-browser || true)
fi
if [ -n "$LOGFENCE_TEST_CHROMIUM" ]; then
  export LOGFENCE_TEST_CHROMIUM
else
  unset LOGFENCE_TEST_CHROMIUM
  echo 'services: Chromium is not installed' >&2
fi
"$@"
