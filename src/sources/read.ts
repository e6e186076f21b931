/** A document becomes resources: what it is, is recognised by its content. */
import type { SourcedResource } from '../resource/resource.ts';

export type DocumentKind = 'terraform-plan' | 'terraform-state' | 'manifests';

export interface ReadDocument {
  kind: DocumentKind;
  resources: SourcedResource[];
}

export interface ReadOptions {
  /** The file's name, for locations and errors; `<stdin>` where there is none. */
  name: string;
}
