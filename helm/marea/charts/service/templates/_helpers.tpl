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

{{- define "service.labels" -}}
{{ include "service.selector" . }}
app.kubernetes.io/part-of: marea
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{- define "service.image" -}}
{{- $repository := .Values.image.repository | default (printf "%s/%s" .Values.global.image.repository .Chart.Name) -}}
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
Changes when a Secret does, so that pods are renewed that read it: for one that the user made, the sum of its data; for one
of the chart's own, the revision that made it, as its random content cannot be known here.
*/}}
{{- define "service.secretState" -}}
{{- $secret := lookup "v1" "Secret" .root.Release.Namespace .name -}}
{{- if not .own -}}
{{- ($secret.data | default dict) | toJson | sha256sum -}}
{{- else -}}
{{- printf "revision %s" (dig "metadata" "annotations" "marea.dev/revision" (.root.Release.Revision | toString) ($secret | default dict)) | sha256sum -}}
{{- end -}}
{{- end -}}

{{- define "service.secretStates" -}}
checksum/identity: {{ include "service.secretState" (dict "root" . "name" (include "service.identitySecret" .) "own" (not .Values.global.identity.existingSecret)) }}
{{- if .Values.database }}
checksum/database: {{ include "service.secretState" (dict "root" . "name" (include "service.databaseSecret" .) "own" (not .Values.global.database.existingSecret)) }}
{{- end }}
{{- with include "service.rateLimitSecret" . }}
checksum/rate-limit: {{ include "service.secretState" (dict "root" $ "name" . "own" false) }}
{{- end }}
{{- end -}}

{{/* catalog-service as environment variables spell it: CATALOGSERVICE */}}
{{- define "service.variable" -}}
{{- . | replace "-" "" | upper -}}
{{- end -}}
