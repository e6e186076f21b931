{{/* Namespaces that are neither asked about at admission nor judged at any door: one list, so that both agree. */}}
{{- define "gatehouse.exempt" -}}
{{- append .Values.webhooks.excludeNamespaces .Release.Namespace | uniq | toJson -}}
{{- end -}}

{{/* Where the server listens and what it serves with stands in its arguments: they need a restart, the file does not. */}}
{{- define "gatehouse.configuration" -}}
{{- $exempt := dict "exempt" (dict "namespaces" (include "gatehouse.exempt" . | fromJsonArray)) -}}
{{- $context := ternary (dict "context" (dict "cluster" dict)) dict (and .Values.context.cluster (not .Values.config.context)) -}}
{{- $config := merge (deepCopy .Values.config) $context $exempt -}}
{{- if .Values.clusterObjects.enabled -}}
{{- $objects := dict "cluster" dict "lease" (dict "namespace" .Release.Namespace "name" (printf "%s-objects" (include "gatehouse.name" .))) -}}
{{- $_ := set $config "objects" (merge (default dict $config.objects) $objects) -}}
{{- end -}}
{{- $config | toYaml -}}
{{- end -}}
