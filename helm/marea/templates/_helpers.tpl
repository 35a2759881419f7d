{{- define "marea.nameOf" -}}
{{- include "service.nameOf" (dict "root" .root "service" .part) -}}
{{- end -}}

{{- define "marea.selector" -}}
app.kubernetes.io/name: {{ .part }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- end -}}

{{- define "marea.labels" -}}
{{ include "marea.selector" . }}
app.kubernetes.io/part-of: marea
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end -}}

{{/* repository:tag, or repository@digest if a digest is set */}}
{{- define "marea.image" -}}
{{- if .digest -}}{{ printf "%s@%s" .repository .digest }}{{- else -}}{{ printf "%s:%s" .repository .tag }}{{- end -}}
{{- end -}}

{{/* Egress to DNS. */}}
{{- define "marea.dns" -}}
- ports:
    - port: 53
      protocol: UDP
    - port: 53
      protocol: TCP
  {{- with .Values.global.networkPolicy.dns }}
  to:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end -}}

{{- define "marea.pullSecrets" -}}
{{- with .Values.global.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- end -}}

{{/* Whether the chart runs the store of rate limits. */}}
{{- define "marea.valkey" -}}
{{- $limit := .Values.global.rateLimit -}}
{{- if and $limit.requests $limit.store.enabled (not $limit.store.uri) -}}yes{{- end -}}
{{- end -}}
