/**
 * The context: what a rule needs beyond the resource itself. Each part says whether it is known at all and how old it is,
 * so that a rule can answer `unknown` instead of guessing.
 */
import Type from 'typebox';
import type { JsonObject } from '../json.ts';
import { Budget, Encryption, Quantity } from './facets.ts';
import { Resource } from './resource.ts';

const strict = { additionalProperties: false } as const;

export const NamespaceContext = Type.Object(
  {
    name: Type.String(),
    labels: Type.Record(Type.String(), Type.String()),
    annotations: Type.Record(Type.String(), Type.String()),
    /** How long ago it was last known to be so; absent where that does not change. */
    ageSeconds: Type.Optional(Type.Number()),
  },
  strict,
);
export type NamespaceContext = Type.Static<typeof NamespaceContext>;

export const BudgetsContext = Type.Object(
  {
    /** False where this door cannot see PodDisruptionBudgets. */
    known: Type.Boolean(),
    ageSeconds: Type.Optional(Type.Number()),
    /** The budgets of the resource's namespace whose selector matches its pods. */
    selecting: Type.Array(Budget),
    /** Budgets of the namespace whose selector is known only after apply. */
    undecided: Type.Array(Budget),
  },
  strict,
);
export type BudgetsContext = Type.Static<typeof BudgetsContext>;

const Quantities = Type.Record(Type.String(), Quantity);

/** What the API server gives containers that do not say, when it makes their Pods. */
export const ContainerDefaults = Type.Object(
  {
    /** Of the LimitRange. */
    name: Type.String(),
    limits: Quantities,
    requests: Quantities,
  },
  strict,
);
export type ContainerDefaults = Type.Static<typeof ContainerDefaults>;

export const LimitRangesContext = Type.Object(
  {
    /** False where this door should see LimitRanges, and could not. */
    known: Type.Boolean(),
    ageSeconds: Type.Optional(Type.Number()),
    /** Of the resource's namespace, by name. */
    ranges: Type.Array(ContainerDefaults),
  },
  strict,
);
export type LimitRangesContext = Type.Static<typeof LimitRangesContext>;

/** What a StorageClass says of the volumes that it makes. */
export const StorageClass = Type.Object(
  {
    name: Type.String(),
    provisioner: Type.String(),
    encrypted: Encryption.properties.state,
    key: Encryption.properties.key,
  },
  strict,
);
export type StorageClass = Type.Static<typeof StorageClass>;

export const StorageClassContext = Type.Object(
  {
    ageSeconds: Type.Optional(Type.Number()),
    /** The one that the resource names, or the cluster's default; absent where this door sees none such. */
    class: Type.Optional(StorageClass),
  },
  strict,
);
export type StorageClassContext = Type.Static<typeof StorageClassContext>;

/** What the newest scan of one image found. */
export const Scan = Type.Object(
  {
    /** RFC 3339; absent where the report does not say. */
    scannedAt: Type.Optional(Type.String()),
    /** Absent where `scannedAt` is, or lies in the future: the age is then not known, and no rule may take it for fresh. */
    ageSeconds: Type.Optional(Type.Number()),
    scanner: Type.String(),
    digest: Type.Optional(Type.String()),
    /** Found by severity: CRITICAL, HIGH, MEDIUM, LOW, UNKNOWN. */
    counts: Type.Record(Type.String(), Type.Integer()),
    /** The part of `counts` for which a fixed version exists. */
    fixable: Type.Record(Type.String(), Type.Integer()),
    /** False: the scanner found nothing that it could scan. */
    scanned: Type.Boolean(),
    /** Where the report was read, for a message. */
    source: Type.Optional(Type.String()),
  },
  strict,
);
export type Scan = Type.Static<typeof Scan>;

export const ScansContext = Type.Object(
  {
    /** False: no source of scans is configured, and no rule may ask. */
    configured: Type.Boolean(),
    /** By image reference as written. An image without an entry has no scan. */
    images: Type.Record(Type.String(), Scan),
  },
  strict,
);
export type ScansContext = Type.Static<typeof ScansContext>;

/** The resources of the types that a rule asked for, in the same plan, state, set of manifests or cluster. */
export const Siblings = Type.Object(
  {
    /** False where this door cannot see all of them: what is missing here may be there all the same. */
    known: Type.Boolean(),
    /** Without the resource itself, and without what is being deleted. */
    resources: Type.Array(Resource),
  },
  strict,
);
export type Siblings = Type.Static<typeof Siblings>;

/** What somebody asks of a cluster: to change an object that is there, to scale it, or to delete it. */
export const RequestContext = Type.Object(
  {
    user: Type.Object({ name: Type.String(), groups: Type.Array(Type.String()) }, strict),
    /** JSON Pointers of what is changed, Secrets' values too; without what the API server keeps. Empty where it is deleted. */
    changed: Type.Array(Type.String()),
    /** The object as it was, with every sensitive value replaced. Absent where it is scaled, and the watch of the cluster does not know it. */
    before: Type.Optional(Type.Unsafe<JsonObject>(Type.Object({}, { additionalProperties: true }))),
  },
  strict,
);
export type RequestContext = Type.Static<typeof RequestContext>;

export const Context = Type.Object(
  {
    /** Only at admission, of updates, deletes and scaling: nobody asks for what is in a file or a plan. */
    request: Type.Optional(RequestContext),
    /** How long the object has been in its cluster: 0 while it is being created. Absent for what is in none. */
    ageSeconds: Type.Optional(Type.Number()),
    /** Absent for cluster-scoped and non-Kubernetes resources, and where the namespace is not known. */
    namespace: Type.Optional(NamespaceContext),
    /** The cluster is watched, and the namespace was not seen in it yet: it may have been made a moment ago. */
    namespaceUnseen: Type.Optional(Type.Boolean()),
    budgets: BudgetsContext,
    /** Of what has containers; absent where this door looks at nothing around it. */
    limitRanges: Type.Optional(LimitRangesContext),
    /** Of a claim to a volume whose class decides. */
    storageClass: Type.Optional(StorageClassContext),
    scans: ScansContext,
    /** Digest by image reference as written, where one is known. */
    digests: Type.Record(Type.String(), Type.String()),
    /** By rule: what each that is judged asked for in its METADATA. */
    siblings: Type.Record(Type.String(), Siblings),
  },
  strict,
);
export type Context = Type.Static<typeof Context>;
