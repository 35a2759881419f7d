#!/usr/bin/env bash
# Measures how the shop scales on a cluster: a fresh catalog instance under steady load, then five times the load, several times.
# docs/runs has the results.
#
#   bench/scaling.sh requests|cpu [--runs 5] [--out DIR] [--keep]
#
# requests   by requests per second and instance, through KEDA and Prometheus (both must be there), helm/marea/ci/keda-values.yaml
# cpu        by CPU, through metrics-server, helm/marea/ci/lab-values.yaml
#
# Needs KUBECONFIG with the images loaded (./marea images --tar), helm, kubectl, jq. It creates the namespace marea-bench and,
# without --keep, deletes it. It sends the load to a node's address. Before each run, the catalog is one new pod.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage() { echo "usage: bench/scaling.sh requests|cpu [--runs N] [--out DIR] [--keep]" >&2; exit 2; }
by=${1:-} runs=5 out='' keep=no
shift || usage
while [ $# -gt 0 ]; do
	case $1 in
		--keep) keep=yes && shift && continue ;;
		--runs) [ $# -gt 1 ] && runs=$2 ;;
		--out) [ $# -gt 1 ] && out=$2 ;;
		*) usage ;;
	esac
	shift 2 || usage
done
out=${out:-.marea/scaling-$by}
case $by in
	# The first rate, and the measure of one instance's capacity: its answers under far too much load. If refusals use the CPU that
	# answers need, it is the highest number of answers in a second within the SLO.
	requests) values=keda scenario=browse path='' rate=30 flood=constant:rate=160/s,for=20s
		most='[.[] | select(.t >= 5 and .t < 18) | .done - .errors] | add / length' ;;
	cpu) values=lab scenario=work path=/api/catalog rate='' flood=ramp:from=20/s,to=250/s,for=60s
		most='[.[] | select(.errors == 0 and .p99 != null and .p99 <= 0.3) | .done] | max' ;;
	*) usage ;;
esac
for tool in helm kubectl jq; do
	command -v "$tool" >/dev/null || { echo "bench/scaling.sh: $tool is missing" >&2; exit 2; }
done
namespace=marea-bench deployment=marea-catalog-service
kubectl() { command kubectl --namespace "$namespace" "$@"; }
remove() { [ "$keep" = yes ] || kubectl delete namespace "$namespace" --ignore-not-found --wait=false >/dev/null; }

kubectl get namespace "$namespace" >/dev/null 2>&1 || kubectl create namespace "$namespace" >/dev/null
trap remove EXIT
kubectl label --overwrite namespace "$namespace" pod-security.kubernetes.io/enforce=restricted >/dev/null
# release OPTION...: at least one catalog instance, because the two cores of one machine must serve five times the load. The
# other two services keep their defaults. The lab reads meters through the API server, whose address differs between clusters.
release() {
	# Prometheus scrapes every 5 s. The autoscaler owns the number of instances once it has scaled, so a fixed one needs its consent.
	helm upgrade --install marea helm/marea --namespace "$namespace" --values "helm/marea/ci/$values-values.yaml" --wait --timeout 5m \
		--server-side=true --force-conflicts --set catalog-service.autoscaling.requests.window=15s \
		--set lab.enabled=false --set catalog-service.rollout.minReadySeconds=0 --set gateway-service.service.type=NodePort --set gateway-service.autoscaling.enabled=false \
		--set order-service.autoscaling.enabled=false --set catalog-service.autoscaling.minReplicas=1 --set-json 'global.networkPolicy.metrics=[
			{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "monitoring"}}}, {"ipBlock": {"cidr": "0.0.0.0/0"}}]' "$@" >/dev/null
}
# Does not wait for the scale-in; the autoscaler starts again, too.
one_new_pod() {
	release --set catalog-service.autoscaling.enabled=false --set catalog-service.replicas=1
	kubectl rollout restart "deployment/$deployment" >/dev/null
	kubectl rollout status "deployment/$deployment" --timeout 5m >/dev/null
	until [ "$(kubectl get pods --selector app.kubernetes.io/name=catalog-service --output name | wc -l)" -eq 1 ]; do sleep 1; done
	release --set catalog-service.autoscaling.enabled=true
}
# run FOLDER SHAPE OPTION...
run() {
	local folder=$1 shape=$2
	shift 2
	rm -rf "$folder"
	./marea run --url "http://$address:$port$path" --allow-remote "$address" --scenario "$scenario" --shape "$shape" --on kubernetes \
		--namespace "$namespace" --deployment "$deployment" --out "$folder" "$@" >"$folder.log" 2>&1 || [ $? -eq 1 ] || { tail -n 5 "$folder.log" >&2; exit 1; }
}

mkdir -p "$out"
release --set catalog-service.autoscaling.enabled=false --set catalog-service.replicas=1
address=$(kubectl get nodes --output jsonpath='{.items[0].status.addresses[?(@.type=="InternalIP")].address}')
port=$(kubectl get service marea-gateway-service --output jsonpath='{.spec.ports[0].nodePort}')
run "$out/capacity" "constant:rate=20/s,for=15s"
run "$out/capacity" "$flood"
capacity=$(jq -s "$most | floor" "$out/capacity/seconds.jsonl")
# By CPU: a fifth of one instance's capacity plus one, so that five times the rate needs two. A higher rate starts near the target.
rate=${rate:-$((capacity / 5 + 1))}
echo "One instance serves $capacity/s."

row='["run", "early", "detect", "recover", "recover-detect", "ready p50", "ready max", "first p99", "even max", "warm max", "skew", "under", "over", "violation", "dropped", "requests", "peak"]'
for run in $(seq "$runs"); do
	one_new_pod
	# The controller syncs every 15 s after the autoscaler's creation. The steps are spread evenly over that period; otherwise
	# each would come at the same moment of it.
	sleep $(((run - 1) * 15 / runs))
	run "$out/$run" "step:from=$rate/s,to=$((5 * rate))/s,at=60s,for=180s" --capacity "$capacity/s"
	# Decisions before the step: a cold instance that looks like load
	early=$(jq -s '[.[] | select(.kind == "decision" and .t < 60)] | length' "$out/$run/events.jsonl")
	jq -c --argjson early "$early" --arg run "$run" '.measures as $m | [$run, $early, $m.detect.max, $m.recover.max, $m["recover-detect"].max, $m.ready.p50,
		$m.ready.max, $m.first.p99, $m.even.max, $m.warm.max, .skew, .under, .over, .violation, .dropped, .requests, .ready.peak]' \
		"$out/$run/summary.json" >"$out/$run.row"
	echo "run $run: $(jq -r --argjson names "$row" '[$names, .] | transpose | map("\(.[0]) \(.[1])") | join(", ")' "$out/$run.row")"
done

cat "$out"/*.row | jq -rs --argjson names "$row" '
	def figure: if . == null then "–" elif type == "number" then . * 100 | round / 100 else . end | tostring;
	def line: "| " + (map(figure) | join(" | ")) + " |";
	def median: map(select(. != null)) | sort | if length == 0 then null elif length % 2 == 1 then .[(length - 1) / 2] else (.[length / 2 - 1] + .[length / 2]) / 2 end;
	($names | line), ($names | map("---") | "|" + join("|") + "|"), (.[] | line), ([transpose[1:][] | median] | ["median"] + . | line)' |
	tee "$out/table.md"
