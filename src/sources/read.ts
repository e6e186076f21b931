/** A document becomes resources: what it is, is recognised by its content. */
import { GatehouseError } from '../errors.ts';
import { dig, type JsonObject, objectAt, stringAt } from '../json.ts';
import type { SourcedResource } from '../resource/resource.ts';
import { readReview, resourceOf } from './admission/review.ts';
import { parametersOf } from './cloudformation/inputs.ts';
import type { Deployment } from './cloudformation/parameters.ts';
import { isTemplate, readTemplate } from './cloudformation/template.ts';
import { templateText } from './cloudformation/text.ts';
import { binaryHint, decodeText } from './decode.ts';
import { impliedKustomization } from './kustomization.ts';
import { type ManifestDocument, readManifestDocuments } from './manifest/documents.ts';
import { resourcesOf } from './manifest/manifests.ts';
import { ACCEPTED, documentHint, isKubeconfig, terraformKind, textHint } from './recognise.ts';
import { readPlan } from './terraform/plan.ts';
import { planOf } from './terraform/sections.ts';
import { readState } from './terraform/state.ts';
import { variablesOf } from './terraform/variables.ts';

export type DocumentKind = 'terraform-plan' | 'terraform-state' | 'cloudformation-template' | 'manifests';

export interface ReadDocument {
  kind: DocumentKind;
  /** The file's. */
  name: string;
  resources: SourcedResource[];
  /** What of it is not judged, and why. */
  notes?: string[];
  /** As a template declares them. */
  parameters?: JsonObject;
}

export interface ReadOptions {
  /** The file's name, for locations and errors; `<stdin>` where there is none. */
  name: string;
  /** What is known of the deployment of templates. */
  deployment?: Deployment | undefined;
}

/**
 * @param input a whole file: UTF-8 or UTF-16 bytes, or its text
 * @throws GatehouseError INPUT_UNRECOGNISED with what it looks like, MANIFEST_INVALID, PLAN_VERSION_UNSUPPORTED,
 *   INPUT_UNREADABLE, INPUT_TOO_LARGE or REVIEW_INVALID; nothing is passed over
 */
export function readDocument(input: Uint8Array | string, options: ReadOptions): ReadDocument {
  const { name } = options;
  const text = typeof input === 'string' ? input.replace(/^\uFEFF/, '') : decodeText(input, name);
  if (text.trim() === '') throw unrecognised(name, 'is empty');
  const plan = planOf(text);
  if (plan !== undefined) return planned(plan, options);
  const documents = documentsOf(text, options);
  const [first] = documents;
  if (first === undefined) throw unrecognised(name, 'holds comments only');
  if (documents.length === 1) {
    const kind = terraformKind(first.object);
    if (kind === 'terraform-plan') return planned(first.object, options);
    if (kind === 'terraform-state') return { kind, name, resources: readState(first.object, options) };
    if (stringAt(first.object, 'kind') === 'AdmissionReview')
      return { kind: 'manifests', name, resources: [reviewed(first)] };
    if (isTemplate(first.object)) {
      const template = templateText(text, first, name);
      const { resources, notes } = readTemplate(template, name, options.deployment ?? {});
      return {
        kind: 'cloudformation-template',
        name,
        resources: [...resources, ...parametersOf(template)],
        notes,
        parameters: objectAt(first.object, 'Parameters'),
      };
    }
  }
  if (documents.some(({ object }) => isKubeconfig(object))) {
    throw unrecognised(name, 'looks like a kubeconfig; give it to `gatehouse audit` to judge its cluster');
  }
  const implied = impliedKustomization(name);
  const isForeign = ({ object }: ManifestDocument) =>
    ['apiVersion', 'kind'].some((key) => !(stringAt(object, key) || stringAt(implied, key)));
  if (documents.every(isForeign)) throw unrecognised(name, documentHint(first.object));
  return { kind: 'manifests', name, resources: resourcesOf(documents, { name, implied }) };
}

function planned(plan: JsonObject, options: ReadOptions): ReadDocument {
  const resources = [...readPlan(plan, options), ...variablesOf(plan)];
  return { kind: 'terraform-plan', name: options.name, resources };
}

/** What of a document is not judged, with its name. */
export function notesOf({ name, notes = [] }: ReadDocument): string[] {
  return notes.map((note) => `${name}: ${note}`);
}

function documentsOf(text: string, options: ReadOptions): ManifestDocument[] {
  try {
    return readManifestDocuments(text, options);
  } catch (thrown) {
    const isBinary = text.includes('\0') || text.startsWith('PK\u0003');
    const hint = isBinary ? `is binary${binaryHint(Buffer.from(text.slice(0, 4), 'latin1'))}` : textHint(text);
    if (hint !== undefined) throw unrecognised(options.name, hint);
    throw thrown;
  }
}

function unrecognised(name: string, what: string): GatehouseError {
  return new GatehouseError('INPUT_UNRECOGNISED', `${what}; ${ACCEPTED}`, { where: name });
}

/** The object of a recorded review, judged as it stands in the file. */
function reviewed({ object, locate }: ManifestDocument): SourcedResource {
  const resource = resourceOf(readReview(object));
  const prefix = dig(object, 'request', 'object') ? '/request/object' : '/request/oldObject';
  return { resource, locate: (pointer) => locate(prefix + pointer) };
}
