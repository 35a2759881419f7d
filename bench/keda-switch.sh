#!/usr/bin/env bash
# Switches the catalog of a release from its HorizontalPodAutoscaler to KEDA and back under load, and lets Prometheus scrape every 60 s
# in between. No request may fail, and KEDA must not scale in while it has no figures.
#
#   bench/keda-switch.sh [--rate 30] [--hold 240] [--out DIR]
#
# --rate is in requests per second; KEDA's target is a third of it, so that it needs 3 instances. --hold is the time at the slow scrape,
# in seconds. Needs KUBECONFIG with the images loaded (./marea images --tar), KEDA, Prometheus as k8s/autoscaling installs it, helm,
# kubectl, jq. It creates the namespace marea-keda-switch and deletes it, and sets Prometheus back. Exit code 0 if all of it held, 1 if
# not, 2 if the run was not possible.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
fail() { echo "bench/keda-switch.sh: $1" >&2; exit "${2:-1}"; }
rate=30 hold=240 out=.marea/keda-switch
while [ $# -gt 0 ]; do
	[ $# -gt 1 ] || fail "usage: bench/keda-switch.sh [--rate N] [--hold SECONDS] [--out DIR]" 2
	case $1 in
		--rate) rate=$2 ;;
		--hold) hold=$2 ;;
		--out) out=$2 ;;
		*) fail "there is no option $1" 2 ;;
	esac
	shift 2
done
[[ $rate =~ ^[1-9][0-9]*$ && $hold =~ ^[1-9][0-9]*$ ]] || fail "--rate and --hold are positive whole numbers" 2
for tool in helm kubectl jq; do command -v "$tool" >/dev/null || fail "$tool is missing" 2; done
kubectl get crd scaledobjects.keda.sh >/dev/null 2>&1 || fail "the cluster has no KEDA: k8s/autoscaling installs it" 2
kubectl --namespace monitoring get configmap prometheus >/dev/null 2>&1 || fail "the namespace monitoring has no ConfigMap prometheus" 2

namespace=marea-keda-switch service=marea-catalog-service
cluster() { kubectl --namespace "$namespace" "$@"; }
scrape_interval() {
	kubectl --namespace monitoring get configmap prometheus --output yaml | sed -E "s/scrape_interval: [0-9]+[ms]/scrape_interval: $1/" |
		kubectl replace --filename - >/dev/null
	kubectl --namespace monitoring rollout restart deployment/prometheus >/dev/null
	kubectl --namespace monitoring rollout status deployment/prometheus --timeout 2m >/dev/null
}
before=$(kubectl --namespace monitoring get configmap prometheus --output yaml | sed -nE 's/.*scrape_interval: ([0-9]+[ms]).*/\1/p' | head -n 1)
load=''
end() {
	[ -z "$load" ] || kill "$load" 2>/dev/null || true
	scrape_interval "$before" || true
	kubectl delete namespace "$namespace" --ignore-not-found --wait=false >/dev/null
}
trap end EXIT
trap 'exit 130' INT TERM

# release OPTION...: scales in at once, so that a wrong figure shows.
release() {
	helm upgrade --install marea helm/marea --namespace "$namespace" --reuse-values --wait --timeout 5m \
		--set gateway-service.service.type=NodePort --set gateway-service.autoscaling.enabled=false --set order-service.autoscaling.enabled=false \
		--set catalog-service.autoscaling.behavior.scaleDown.stabilizationWindowSeconds=0 \
		--set catalog-service.autoscaling.requests.perInstance=$((rate / 3)) "$@" >/dev/null
}
# within SECONDS WHAT COMMAND...
within() {
	local deadline=$((SECONDS + $1)) what=$2
	shift 2
	until "$@" >/dev/null 2>&1; do
		[ "$SECONDS" -lt "$deadline" ] || fail "$what did not come about in time"
		sleep 1
	done
}
replicas() { cluster get deployment "$service" --output 'jsonpath={.spec.replicas}'; }
has() { [ "$(replicas)" -ge "$1" ]; }
absent() { ! cluster get "$@"; }
# keeps NUMBER SECONDS: the Deployment must not ask for fewer.
keeps() {
	local deadline=$((SECONDS + $2)) now
	while [ "$SECONDS" -lt "$deadline" ]; do
		now=$(replicas)
		[ "$now" -ge "$1" ] || fail "the catalog was scaled in to $now"
		kill -0 "$load" 2>/dev/null || fail "the load ended early: $out.log"
		sleep 2
	done
}

kubectl create namespace "$namespace" >/dev/null 2>&1 || fail "the namespace $namespace is there already" 2
kubectl label namespace "$namespace" pod-security.kubernetes.io/enforce=restricted >/dev/null
release
address=$(kubectl get nodes --output jsonpath='{.items[0].status.addresses[?(@.type=="InternalIP")].address}')
port=$(cluster get service marea-gateway-service --output jsonpath='{.spec.ports[0].nodePort}')
mkdir -p "$(dirname "$out")"
rm -rf "$out"
./marea run --url "http://$address:$port" --allow-remote "$address" --scenario shop --shape "constant:rate=$rate/s,for=$((hold + 300))s" \
	--out "$out" >"$out.log" 2>&1 </dev/null &
load=$!
within 60 'the load' test -s "$out/seconds.jsonl"

release --set catalog-service.autoscaling.requests.enabled=true --set catalog-service.autoscaling.cpu=null
within 60 "KEDA's autoscaler" cluster get hpa "$service-requests"
within 30 "the end of the chart's autoscaler" absent hpa "$service"
within 120 'the third instance' has 3
echo "HPA -> KEDA: $(replicas) instances"

scrape_interval 60s
keeps 3 "$hold"
echo "scrape interval of 60 s: $(replicas) instances after $hold s"

release --set catalog-service.autoscaling.requests.enabled=false --set catalog-service.autoscaling.cpu=80
within 60 "the chart's autoscaler" cluster get hpa "$service"
within 60 "the end of KEDA's autoscaler" absent hpa "$service-requests"
keeps 2 30
echo "KEDA -> HPA: $(replicas) instances"

status=0
wait "$load" || status=$?
load=''
[ "$status" -le 1 ] || { tail -n 5 "$out.log" >&2; fail "the load failed" 2; }
jq -r '"\(.requests) requests, \(.dropped) dropped"' "$out/summary.json"
jq -e '.dropped == 0' "$out/summary.json" >/dev/null
