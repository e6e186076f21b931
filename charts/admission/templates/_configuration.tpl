{{/* Namespaces that are neither asked about at admission nor judged at any door: one list, so that both agree. */}}
{{- define "gatehouse.exempt" -}}
{{- append .Values.webhooks.excludeNamespaces .Release.Namespace | uniq | toJson -}}
{{- end -}}

{{/* Where the server listens and what it serves with stands in its arguments: they need a restart, the file does not. */}}
{{- define "gatehouse.configuration" -}}
{{- $exempt := dict "exempt" (dict "namespaces" (include "gatehouse.exempt" . | fromJsonArray)) -}}
{{- $context := ternary (dict "context" (dict "cluster" dict)) dict (and .Values.context.cluster (not .Values.config.context)) -}}
{{- merge (deepCopy .Values.config) $context $exempt | toYaml -}}
{{- end -}}
