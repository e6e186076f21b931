{{/* Namespaces that are neither asked about at admission nor judged at any door: one list, so that both agree. */}}
{{- define "gatehouse.exempt" -}}
{{- append .Values.webhooks.excludeNamespaces .Release.Namespace | uniq | toJson -}}
{{- end -}}

{{/* What the servers make for themselves, and whose caBundle they keep right. */}}
{{- define "gatehouse.selfCertificates" -}}
secret: {namespace: {{ .Release.Namespace }}, name: {{ include "gatehouse.certificateSecret" . }}}
webhookConfigurations:
  validating: [{{ include "gatehouse.name" . }}]
  mutating: [{{ include "gatehouse.name" . }}]
dnsNames:
  - {{ include "gatehouse.host" . }}
  {{- with include "gatehouse.urlHost" . }}
  - {{ . | quote }}
  {{- end }}
validity: {{ .Values.certificates.duration }}
renewBefore: {{ .Values.certificates.renewBefore }}
{{- end -}}

{{/* Where the server listens and what it serves with stands in its arguments: they need a restart, the file does not. */}}
{{- define "gatehouse.configuration" -}}
{{- $exempt := dict "exempt" (dict "namespaces" (include "gatehouse.exempt" . | fromJsonArray)) -}}
{{- $context := ternary (dict "context" (dict "cluster" dict)) dict (and .Values.context.cluster (not .Values.config.context)) -}}
{{- $config := merge (deepCopy .Values.config) $context $exempt -}}
{{- with .Values.webhooks.managedByGit -}}
{{- if .enabled -}}
{{- $marks := dict "parameters" (pick . "annotations" "labels") -}}
{{- $config = merge $config (dict "rules" (dict "gitops-managed-change" $marks)) -}}
{{- end -}}
{{- end -}}
{{- if .Values.clusterObjects.enabled -}}
{{- $_ := set $config "objects" (merge (default dict $config.objects) (dict "cluster" dict)) -}}
{{- end -}}
{{- if eq (include "gatehouse.elects" .) "true" -}}
{{- $_ := set $config "lease" (dict "namespace" .Release.Namespace "name" (include "gatehouse.name" .)) -}}
{{- end -}}
{{- if eq .Values.certificates.mode "self" -}}
{{- $_ := set $config "server" (merge (default dict $config.server) (dict "certificates" (include "gatehouse.selfCertificates" . | fromYaml))) -}}
{{- end -}}
{{- $config | toYaml -}}
{{- end -}}
