/** The names of all facets, without the schemas, which take long to load. */
import type { FacetName } from './facets.ts';

/** As a record, so that none can be forgotten. */
const NAMES = {
  tags: true,
  containers: true,
  replicas: true,
  budget: true,
  encryption: true,
  exposure: true,
} satisfies Record<FacetName, true>;

export const FACET_NAMES = Object.keys(NAMES) as FacetName[];
