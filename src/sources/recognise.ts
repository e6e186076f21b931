/** What a document is, by its content; and what it looks like where it is nothing that can be judged. */
import { dig, type JsonObject, own } from '../json.ts';
import { isGiven } from './cloudformation/given.ts';

export const ACCEPTED =
  'accepted are Kubernetes manifests (YAML or JSON), CloudFormation templates, what `terraform show -json` prints of a plan or a state, and state files of version 4';

/** https://developer.hashicorp.com/terraform/internals/json-format */
export function terraformKind(document: JsonObject): 'terraform-plan' | 'terraform-state' | undefined {
  const has = (key: string) => own(document, key) !== undefined;
  if (has('format_version')) {
    if (has('planned_values') || has('resource_changes')) return 'terraform-plan';
    // Of a state without resources Terraform prints the version alone.
    const isEmpty = Object.keys(document).every((key) => key === 'format_version' || key === 'terraform_version');
    return (has('values') && has('terraform_version')) || isEmpty ? 'terraform-state' : undefined;
  }
  const isRaw = typeof own(document, 'version') === 'number' && (has('terraform_version') || has('lineage'));
  return isRaw ? 'terraform-state' : undefined;
}

/** What a text looks like that is neither YAML nor JSON. */
export function textHint(text: string): string | undefined {
  const start = text.slice(0, 65_536);
  if (/^\s*(resource|data|variable|module|provider|terraform|output|locals)\b[^:\n=]*\{/m.test(start)) {
    return 'looks like Terraform configuration; give its plan: `terraform plan -out=PLAN`, then `terraform show -json PLAN`';
  }
  if (/\{\{-?\s*[.$a-z(/]/i.test(text)) {
    return 'looks like a Helm template; give what `helm template CHART` prints';
  }
  return undefined;
}

export const GIVEN = 'looks like the parameters of a stack; give them by `--parameters FILE` with its template';

/** What a document looks like that has neither apiVersion and kind nor what makes a plan or a state. */
export function documentHint(document: JsonObject): string {
  const has = (...keys: string[]) => keys.every((key) => own(document, key) !== undefined);
  if (has('AWSTemplateFormatVersion')) return 'looks like a CloudFormation template without Resources';
  if (isGiven(document)) return GIVEN;
  if (has('@level', '@message')) {
    return 'looks like the log of `terraform plan -json`; give what `terraform show -json PLAN` prints';
  }
  if (has('SchemaVersion', 'ArtifactName')) return 'looks like a Trivy report; give its directory by `--scans`';
  if (has('services')) return 'looks like a Compose file';
  if (has('apiVersion', 'name', 'version')) return 'looks like a Helm chart; give what `helm template CHART` prints';
  if (has('resource') || has('terraform') || has('provider')) {
    return 'looks like Terraform configuration in JSON; give its plan: `terraform show -json PLAN`';
  }
  if (['resources', 'bases', 'patches', 'components'].some((key) => Array.isArray(own(document, key)))) {
    return 'looks like a kustomization; give what `kubectl kustomize DIRECTORY` prints';
  }
  const keys = Object.keys(document).slice(0, 6);
  const more = Object.keys(document).length > keys.length ? ', ...' : '';
  return `has the keys ${keys.map((key) => key.slice(0, 40)).join(', ') || '(none)'}${more}`;
}

/** A kubeconfig has apiVersion and kind too, but it is credentials, and no cluster keeps it. */
export function isKubeconfig(document: JsonObject): boolean {
  return (
    own(document, 'kind') === 'Config' && own(document, 'apiVersion') === 'v1' && Array.isArray(dig(document, 'users'))
  );
}
