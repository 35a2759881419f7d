{{- define "marea.nameOf" -}}
{{- include "service.nameOf" (dict "root" .root "service" .part) -}}
{{- end -}}

{{- define "marea.selector" -}}
app.kubernetes.io/name: {{ .part }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- end -}}

{{/* Labels of pods. Without a version: a new chart with the same image must not replace a pod. */}}
{{- define "marea.podLabels" -}}
{{ include "marea.selector" . }}
app.kubernetes.io/part-of: marea
{{- end -}}

{{- define "marea.labels" -}}
{{ include "marea.podLabels" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end -}}

{{/* repository:tag, or repository@digest if a digest is set */}}
{{- define "marea.image" -}}
{{- $repository := include "service.repository" (dict "repository" .image.repository "registry" .root.Values.global.image.registry) -}}
{{- if .image.digest -}}{{ printf "%s@%s" $repository .image.digest }}{{- else -}}{{ printf "%s:%s" $repository .image.tag }}{{- end -}}
{{- end -}}

{{/* Egress to DNS. */}}
{{- define "marea.dns" -}}
- ports:
    {{- range .Values.global.networkPolicy.dnsPorts }}
    - port: {{ . }}
      protocol: UDP
    - port: {{ . }}
      protocol: TCP
    {{- end }}
  {{- with .Values.global.networkPolicy.dns }}
  to:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end -}}

{{/*
Whether a part for Prometheus or Grafana is on. An upgrade with --reuse-values has only the values of the earlier chart, which may
lack metrics and dashboards.
*/}}
{{- define "marea.podMonitor" -}}
{{- if dig "podMonitor" "enabled" false (.Values.metrics | default dict) }}yes{{ end -}}
{{- end -}}

{{- define "marea.prometheusRule" -}}
{{- if dig "prometheusRule" "enabled" false (.Values.metrics | default dict) }}yes{{ end -}}
{{- end -}}

{{- define "marea.dashboards" -}}
{{- if dig "enabled" false (.Values.dashboards | default dict) }}yes{{ end -}}
{{- end -}}

{{- define "marea.pullSecrets" -}}
{{- with .Values.global.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- end -}}

{{/* URL of the gateway's Service inside the cluster. */}}
{{- define "marea.gatewayUrl" -}}
http://{{ include "marea.nameOf" (dict "root" . "part" "gateway-service") }}:{{ include "marea.gatewayPort" . }}
{{- end -}}

{{- define "marea.gatewayPort" -}}
{{- $gateway := index .Values "gateway-service" -}}
{{- $gateway.service.port | default $gateway.ports.http | int -}}
{{- end -}}

{{/* Whether the chart runs the store of rate limits. */}}
{{- define "marea.valkey" -}}
{{- $limit := .Values.global.rateLimit -}}
{{- if and $limit.requests $limit.store.enabled (not $limit.store.uri) -}}yes{{- end -}}
{{- end -}}

{{/* The chart's own Secret as the cluster has it, as JSON with `data` and `annotations`; both are empty at the first install. */}}
{{- define "marea.ownSecret" -}}
{{- $secret := lookup "v1" "Secret" .root.Release.Namespace (include "marea.nameOf" .) | default dict -}}
{{- dict "data" ($secret.data | default dict) "annotations" (dig "metadata" "annotations" dict $secret | default dict) | toJson -}}
{{- end -}}

{{/* The revision that made the Secret, and by key the later revisions that added or renewed one: their readers restart. */}}
{{- define "marea.revisions" -}}
{{- $present := .root.Release.Revision | toString -}}
marea.dev/revision: {{ dig "marea.dev/revision" $present .old.annotations | quote }}
{{- $later := dig "marea.dev/revisions" "{}" .old.annotations | fromJson -}}
{{- if .old.data -}}
{{- range $key, $_ := .made -}}{{- $_ := set $later $key $present -}}{{- end -}}
{{- end -}}
{{- with $later }}
marea.dev/revisions: {{ toJson . | squote }}
{{- end }}
{{- end -}}

{{/* Folder of the data. Each major version of PostgreSQL has its own, as it cannot read another's. */}}
{{- define "marea.pgdata" -}}
/var/lib/postgresql/{{ regexFind "^[0-9]+" .Values.postgresql.image.tag }}/docker
{{- end -}}
