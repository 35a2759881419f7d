{{/* Refuses contradictory values before anything is installed, with one sentence each. */}}
{{- define "marea.checks" -}}
{{- $database := .Values.global.database -}}
{{- if and $database.host .Values.postgresql.enabled -}}
{{- fail "global.database.host names an external database, so nothing would use the chart's own: set postgresql.enabled to false." -}}
{{- end -}}
{{- if not (or $database.host .Values.postgresql.enabled) -}}
{{- fail "postgresql.enabled is false and global.database.host is empty: the services would have no database." -}}
{{- end -}}
{{- if and $database.host (not $database.existingSecret) -}}
{{- fail "An external database needs its passwords: name the Secret that has them in global.database.existingSecret." -}}
{{- end -}}
{{- if and $database.usernames (not $database.existingSecret) -}}
{{- fail "global.database.usernames needs a Secret that has them: name it in global.database.existingSecret." -}}
{{- end -}}
{{- if and (not .Values.global.secretsWithoutCluster) (or (not .Values.global.identity.existingSecret) (not $database.existingSecret)) (include "service.offline" .) -}}
{{- fail "Without a cluster, each rendering would make new passwords and keys: name Secrets in global.identity.existingSecret and global.database.existingSecret (docs/gitops.md), or set global.secretsWithoutCluster for a demo." -}}
{{- end -}}
{{- $limit := .Values.global.rateLimit -}}
{{- if and $limit.store.existingSecret (not $limit.store.uri) -}}
{{- fail "global.rateLimit.store.existingSecret is for an external store: name it in global.rateLimit.store.uri." -}}
{{- end -}}
{{- range list .Values.postgresql .Values.lab .Values.valkey -}}
{{- if ne (dig "requests" "memory" "" .resources) (dig "limits" "memory" "" .resources) -}}
{{- fail "postgresql.resources, lab.resources and valkey.resources: memory must be the same in requests and in limits." -}}
{{- end -}}
{{- end -}}
{{- end -}}
