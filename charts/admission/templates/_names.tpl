{{/* Release names have 53 characters at most, so every name derived of one fits into 63. */}}
{{- define "gatehouse.name" -}}
{{- .Values.nameOverride | default .Release.Name -}}
{{- end -}}

{{- define "gatehouse.serviceAccount" -}}
{{- .Values.serviceAccount.name | default (include "gatehouse.name" .) -}}
{{- end -}}

{{/* What never changes in the life of a release: a Deployment's selector cannot. */}}
{{- define "gatehouse.selector" -}}
app.kubernetes.io/name: gatehouse
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "gatehouse.labels" -}}
{{ include "gatehouse.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- with .Values.labels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "gatehouse.image" -}}
{{- with .Values.image -}}
{{- if .digest -}}
{{ .repository }}@{{ .digest }}
{{- else -}}
{{ .repository }}:{{ .tag | default $.Chart.AppVersion }}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "gatehouse.host" -}}
{{ include "gatehouse.name" . }}.{{ .Release.Namespace }}.svc
{{- end -}}

{{/* Of `webhooks.url`, without its port and without the brackets of IPv6; empty without one. */}}
{{- define "gatehouse.urlHost" -}}
{{- with .Values.webhooks.url -}}
{{- regexReplaceAll "^\\[|\\]$" (urlParse .).hostname "" -}}
{{- end -}}
{{- end -}}

{{- define "gatehouse.certificateSecret" -}}
{{- if eq .Values.certificates.mode "secret" -}}
{{ .Values.certificates.secretName }}
{{- else -}}
{{ include "gatehouse.name" . }}-tls
{{- end -}}
{{- end -}}
