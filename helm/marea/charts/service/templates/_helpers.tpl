{{/* Name of a service of this release. */}}
{{- define "service.nameOf" -}}
{{- printf "%s-%s" .root.Release.Name .service | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{/* Name of this service and of all its objects. */}}
{{- define "service.name" -}}
{{- include "service.nameOf" (dict "root" . "service" .Chart.Name) -}}
{{- end -}}

{{- define "service.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{/* Labels of pods. Without a version: a new chart with the same image must not replace a pod. */}}
{{- define "service.podLabels" -}}
{{ include "service.selector" . }}
app.kubernetes.io/part-of: marea
{{- end -}}

{{- define "service.labels" -}}
{{ include "service.podLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{/* An image's repository at global.image.registry, if that is set: it takes the place of a registry that the repository names. */}}
{{- define "service.repository" -}}
{{- $first := splitList "/" .repository | first -}}
{{- if not .registry -}}
{{- .repository -}}
{{- else if and (contains "/" .repository) (or (contains "." $first) (contains ":" $first) (eq $first "localhost")) -}}
{{- printf "%s/%s" .registry (trimPrefix (print $first "/") .repository) -}}
{{- else -}}
{{- printf "%s/%s" .registry .repository -}}
{{- end -}}
{{- end -}}

{{- define "service.image" -}}
{{- $repository := .Values.image.repository | default (printf "%s/%s" .Values.global.image.repository .Chart.Name) -}}
{{- $repository = include "service.repository" (dict "repository" $repository "registry" .Values.global.image.registry) -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" $repository .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" $repository (.Values.image.tag | default .Values.global.image.tag | default .Chart.AppVersion) -}}
{{- end -}}
{{- end -}}

{{/* No registry has images named localhost/…; a pull would ask whatever listens on the node. */}}
{{- define "service.pullPolicy" -}}
{{- if hasPrefix "localhost/" .image -}}Never{{- else -}}{{ .policy }}{{- end -}}
{{- end -}}

{{/* Whether this service watches EndpointSlices; only then it needs a token. */}}
{{- define "service.watches" -}}
{{- range .Values.calls }}{{ if eq .by "slices" }}yes{{ end }}{{ end -}}
{{- end -}}

{{/* The public keys that it trusts; the demo issuer's only if that is enabled. */}}
{{- define "service.trusted" -}}
{{- $keys := list -}}
{{- range .Values.identity.trusts -}}
{{- if or (ne . "issuer") $.Values.global.identity.demoIssuer -}}{{- $keys = append $keys . -}}{{- end -}}
{{- end -}}
{{- join "," $keys -}}
{{- end -}}

{{- define "service.signs" -}}
{{- if or (ne .Values.identity.signs "issuer") .Values.global.identity.demoIssuer -}}{{ .Values.identity.signs }}{{- end -}}
{{- end -}}

{{- define "service.identitySecret" -}}
{{- .Values.global.identity.existingSecret | default (include "service.nameOf" (dict "root" . "service" "identity")) -}}
{{- end -}}

{{- define "service.databaseSecret" -}}
{{- .Values.global.database.existingSecret | default (include "service.nameOf" (dict "root" . "service" "database")) -}}
{{- end -}}

{{- define "service.databaseUrl" -}}
{{- $host := .Values.global.database.host | default (include "service.nameOf" (dict "root" . "service" "postgresql")) -}}
{{- $parameters := .Values.global.database.parameters -}}
jdbc:postgresql://{{ $host }}:{{ .Values.global.database.port }}/{{ .Values.database }}{{ with $parameters }}?{{ . }}{{ end }}
{{- end -}}

{{/* URI of the store of rate limits; empty without one. */}}
{{- define "service.rateLimitStore" -}}
{{- $limit := .Values.global.rateLimit -}}
{{- if and .Values.edge $limit.requests -}}
{{- if $limit.store.uri -}}
{{- $limit.store.uri -}}
{{- else if $limit.store.enabled -}}
redis://{{ include "service.nameOf" (dict "root" . "service" "valkey") }}:6379
{{- end -}}
{{- end -}}
{{- end -}}

{{/* Secret with the password of that store; empty without one. */}}
{{- define "service.rateLimitSecret" -}}
{{- if and (include "service.rateLimitStore" .) .Values.global.rateLimit.store.uri -}}{{ .Values.global.rateLimit.store.existingSecret }}{{- end -}}
{{- end -}}

{{/*
Number of instances for the Deployment; empty leaves it to the autoscaler. A manifest that no longer names replicas resets them to 1,
so with autoscaling the present number is named until that is safe:
- With server-side apply, a field goes with its last manager. An autoscaler that has scaled once is a manager, of the subresource scale.
- With client-side apply, a field goes if the last manifest had it, which marea.dev/names-replicas tells.
*/}}
{{- define "service.replicas" -}}
{{- if not .Values.autoscaling.enabled -}}
{{- .Values.replicas -}}
{{- else -}}
{{- $live := lookup "apps/v1" "Deployment" .Release.Namespace (include "service.name" .) | default dict -}}
{{- $serverSide := false -}}
{{- $named := false -}}
{{- $scaled := false -}}
{{- range dig "metadata" "managedFields" list $live -}}
{{- if and (eq .operation "Apply") (not .subresource) -}}{{- $serverSide = true -}}{{- end -}}
{{- if hasKey (dig "fieldsV1" "f:spec" dict .) "f:replicas" -}}
{{- if eq (.subresource | default "") "scale" -}}{{- $scaled = true -}}{{- else -}}{{- $named = true -}}{{- end -}}
{{- end -}}
{{- end -}}
{{- if $serverSide -}}
{{- if and $named (not $scaled) -}}{{- $live.spec.replicas -}}{{- end -}}
{{- else if or $named (dig "metadata" "annotations" "marea.dev/names-replicas" "" $live) -}}
{{- $live.spec.replicas -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/*
Changes when a key changes that the pods read, so that they restart. The data decide for a Secret of the user. The chart cannot
know the random content of its own, so there the revision decides that made the key: marea.dev/revision, or a later one of
marea.dev/revisions.
*/}}
{{- define "service.secretState" -}}
{{- $secret := lookup "v1" "Secret" .root.Release.Namespace .name | default dict -}}
{{- if not .own -}}
{{- $data := dict -}}
{{- range .keys -}}
{{- $_ := set $data . (index ($secret.data | default dict) .) -}}
{{- end -}}
{{- $data | toJson | sha256sum -}}
{{- else -}}
{{- $present := .root.Release.Revision | toString -}}
{{- $annotations := dig "metadata" "annotations" dict $secret | default dict -}}
{{- $state := printf "revision %s" (dig "marea.dev/revision" $present $annotations) -}}
{{- $later := dig "marea.dev/revisions" "{}" $annotations | fromJson -}}
{{- range .keys -}}
{{- /* The keys of a pair are made together. */}}
{{- $other := ternary (replace ".key" ".pem" .) (replace ".pem" ".key" .) (hasSuffix ".key" .) -}}
{{- if and $secret.data (not (and (hasKey $secret.data .) (hasKey $secret.data $other))) -}}
{{- $state = printf "%s, %s %s" $state . $present -}}
{{- else if hasKey $later . -}}
{{- $state = printf "%s, %s %s" $state . (index $later .) -}}
{{- end -}}
{{- end -}}
{{- $state | sha256sum -}}
{{- end -}}
{{- end -}}

{{- define "service.secretStates" -}}
{{- $identity := list -}}
{{- with include "service.trusted" . }}{{ range splitList "," . }}{{ $identity = append $identity (printf "%s.pem" .) }}{{ end }}{{ end -}}
{{- with include "service.signs" . }}{{ $identity = append $identity (printf "%s.key" .) }}{{ end -}}
{{- if $identity }}
checksum/identity: {{ include "service.secretState" (dict "root" . "name" (include "service.identitySecret" .) "own" (not .Values.global.identity.existingSecret) "keys" $identity) }}
{{- end }}
{{- with .Values.database }}
{{- $keys := list (printf "%s-password" .) }}
{{- if $.Values.global.database.usernames }}{{ $keys = append $keys (printf "%s-username" .) }}{{ end }}
checksum/database: {{ include "service.secretState" (dict "root" $ "name" (include "service.databaseSecret" $) "own" (not $.Values.global.database.existingSecret) "keys" $keys) }}
{{- end }}
{{- with include "service.rateLimitSecret" . }}
checksum/rate-limit: {{ include "service.secretState" (dict "root" $ "name" . "own" false "keys" (list "password")) }}
{{- end }}
{{- end -}}

{{/* catalog-service as environment variables spell it: CATALOGSERVICE */}}
{{- define "service.variable" -}}
{{- . | replace "-" "" | upper -}}
{{- end -}}


{{/* Whether the chart is rendered without a cluster: then lookup answers nothing, and with one even an empty list has a kind. */}}
{{- define "service.offline" -}}
{{- if not (lookup "v1" "ServiceAccount" .Release.Namespace "").kind -}}yes{{- end -}}
{{- end -}}

{{/* The cluster autoscaler evicts a pod with the volume tmp, which holds nothing to keep. Annotations of the user take precedence. */}}
{{- define "service.podAnnotations" -}}
{{- $annotations := include "service.secretStates" . | fromYaml -}}
{{- $_ := set $annotations "cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes" "tmp" -}}
{{- if .Values.metrics.scrape -}}
{{- $annotations = merge $annotations (dict "prometheus.io/scrape" "true" "prometheus.io/port" (.Values.ports.management | toString) "prometheus.io/path" "/actuator/prometheus") -}}
{{- end -}}
{{- mergeOverwrite $annotations .Values.podAnnotations | toYaml -}}
{{- end -}}

{{/* Of a pod: the profiles are values of their own, because a cluster that sets users by itself may still want them. */}}
{{- define "service.podSecurityContext" -}}
{{- $context := deepCopy (.podSecurityContext | default dict) -}}
{{- with .seccompProfile }}{{ $_ := set $context "seccompProfile" . }}{{ end -}}
{{- with .appArmorProfile }}{{ $_ := set $context "appArmorProfile" . }}{{ end -}}
{{- toYaml $context -}}
{{- end -}}
