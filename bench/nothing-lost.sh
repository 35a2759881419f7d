#!/usr/bin/env bash
# Rolls out, scales and evicts the three services under load, orders included, until 100,000 requests have been sent. No request
# may fail, and all invariants must hold afterwards. It runs NothingLostIT, longer and with more load.
#
#   bench/nothing-lost.sh [--rounds 4] [--rate 110]
#
# A round is 230 s of load or more. In it, each service is rolled out, the catalog scales to four instances and back to two, and a pod
# of each service is evicted. Needs KUBECONFIG with the images loaded (./marea images --tar), helm, kubectl. Exit code 0 if
# nothing was lost.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

rounds=4 rate=110
usage() { echo "usage: bench/nothing-lost.sh [--rounds N] [--rate N]" >&2; exit 2; }
while [ $# -gt 0 ]; do
	[[ $# -gt 1 && $2 =~ ^[1-9][0-9]*$ ]] || usage
	case $1 in
		--rounds) rounds=$2 ;;
		--rate) rate=$2 ;;
		*) usage ;;
	esac
	shift 2
done
log=$(mktemp)
trap 'rm -f "$log"' EXIT
status=0
MAREA_ROUNDS=$rounds MAREA_RATE=$rate MAREA_SECONDS=230 mvn -B -ntp verify -Pcluster -pl e2e-tests -am "-Dit.test=NothingLostIT#no_request_fails*" -Dtest=None \
	-Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false >"$log" 2>&1 </dev/null || status=1
grep -E "^Rounds |NothingLostIT|^\[ERROR\]" "$log" | head -n 40
exit $status
