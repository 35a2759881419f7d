#!/usr/bin/env bash
# How many carrier threads virtual threads need, so that a read is resumed while others start: see
# docs/decisions/0015-carrier-threads.md. Prints a table; each row is a JVM that sees two processors.
#
#   bench/carriers.sh [ROUNDS]
#
# Needs JDK 25 in JAVA_HOME.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
rounds=${1:-3}
[[ $rounds =~ ^[1-9][0-9]*$ ]] || { echo "usage: bench/carriers.sh [ROUNDS]" >&2; exit 2; }
echo '| carrier threads | reads resumed within 3 s | longest wait |'
echo '|---|---|---|'
for _ in $(seq "$rounds"); do
	for carriers in 1 2 4 8 16; do
		"${JAVA_HOME:?names no JDK 25}/bin/java" -XX:ActiveProcessorCount=2 "-Djdk.virtualThreadScheduler.parallelism=$carriers" \
			service-starter/src/test/java/dev/marea/service/CarrierFlood.java
	done
done
