/** What a table of facts says about one Terraform type. A new type is a new line in its provider's table. */
import type { Budget, Container, Encryption, Exposure, Replicas, Tags } from '../../../resource/facets.ts';
import type { Attributes } from '../attributes.ts';

export interface TypeFacts {
  encryption?: (attributes: Attributes) => Encryption[];
  exposure?: (attributes: Attributes) => Exposure[];
  containers?: (attributes: Attributes) => Container[];
  replicas?: (attributes: Attributes) => Replicas | undefined;
  budget?: (attributes: Attributes) => Budget | undefined;
  /** Only where the common reading (`tags_all`, `tags`, `labels`) does not fit the type. */
  tags?: (attributes: Attributes) => Tags | undefined;
}
