#!/usr/bin/env bash
# Installs from the distribution what the tests can use and says what it skipped. Nothing here is required.
set -u
echo "system: nothing is needed beyond npm"
