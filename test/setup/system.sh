#!/usr/bin/env bash
# Installs from the distribution what the tests can use and says what it skipped. Nothing here is required.
set -u

# package, and the program by which it is known to be here
wanted=(docker-registry:docker-registry chromium:chromium)

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

for each in "${wanted[@]}"; do
  package=${each%%:*}
  program=${each##*:}
  if command -v "$program" >/dev/null 2>&1; then
    echo "system: $package is here"
  elif ! command -v apt-get >/dev/null 2>&1; then
    echo "system: $package skipped, there is no apt-get; its tests say what they skip"
  elif (as_root apt-get install -y --no-install-recommends "$package" ||
    { as_root apt-get update && as_root apt-get install -y --no-install-recommends "$package"; }) >/dev/null 2>&1; then
    echo "system: $package was installed"
  else
    echo "system: $package skipped, it could not be installed; its tests say what they skip"
  fi
done
exit 0
