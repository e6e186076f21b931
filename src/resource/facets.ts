/**
 * Facets: the questions that mean the same on every source. A source answers them once; rules read only the answers.
 *
 * These definitions are the single source of the Resource's JSON Schema, which `opa check --schema` uses, so a rule that
 * misspells a field does not build. Import the types with `import type`: TypeBox costs 0.7 s and is not needed to judge.
 *
 * Every `path` is an RFC 6901 pointer into the resource's own object. Every `state` has the third answer `unknown`:
 * the value exists only after apply and is never guessed.
 */
import Type from 'typebox';

const strict = { additionalProperties: false } as const;

/** What would be right, so that a message can say it and a fix can do it. */
export const Remedy = Type.Object(
  {
    /** One clause in the imperative: `set encrypted = true`. */
    text: Type.String(),
    /** The attribute to set and its value, where one assignment ends the violation. */
    path: Type.Optional(Type.String()),
    value: Type.Optional(Type.Any()),
    /** Source text to paste, where a single assignment does not do it. */
    snippet: Type.Optional(Type.String()),
  },
  strict,
);
export type Remedy = Type.Static<typeof Remedy>;

/** A quantity of the Kubernetes grammar, normalised: `value` is in cores, bytes or a count. */
export const Quantity = Type.Object(
  {
    path: Type.String(),
    state: Type.Union([Type.Literal('known'), Type.Literal('unknown'), Type.Literal('invalid')]),
    /** As written, for messages. */
    text: Type.Optional(Type.String()),
    value: Type.Optional(Type.Number()),
  },
  strict,
);
export type Quantity = Type.Static<typeof Quantity>;

/** An image reference of the distribution grammar, taken apart. */
export const Image = Type.Object(
  {
    path: Type.String(),
    state: Type.Union([
      Type.Literal('known'),
      Type.Literal('unknown'),
      Type.Literal('absent'),
      /** Not an image reference; `error` says why. */
      Type.Literal('invalid'),
    ]),
    /** As written. */
    reference: Type.Optional(Type.String()),
    /** Domain with its port; `docker.io` where none is written. */
    registry: Type.Optional(Type.String()),
    /** Path within the registry; `library/nginx` for `nginx`. */
    repository: Type.Optional(Type.String()),
    /** Only where one is written. */
    tag: Type.Optional(Type.String()),
    /** `sha256:...`, only where one is written. */
    digest: Type.Optional(Type.String()),
    error: Type.Optional(Type.String()),
  },
  strict,
);
export type Image = Type.Static<typeof Image>;

export const Container = Type.Object(
  {
    name: Type.String(),
    kind: Type.Union([
      Type.Literal('container'),
      Type.Literal('init'),
      /** An init container with `restartPolicy: Always`. */
      Type.Literal('sidecar'),
      Type.Literal('ephemeral'),
    ]),
    path: Type.String(),
    image: Image,
    /** Where `requests` and `limits` stand, or would stand. */
    resourcesPath: Type.String(),
    requests: Type.Record(Type.String(), Quantity),
    limits: Type.Record(Type.String(), Quantity),
    /** Set when the whole resources block is known only after apply. */
    resourcesUnknown: Type.Optional(Type.Boolean()),
    /** What this platform has no place for, as `limits.cpu`: not asked for. */
    unsupported: Type.Array(Type.String()),
  },
  strict,
);
export type Container = Type.Static<typeof Container>;

export const Tags = Type.Object(
  {
    /** False: this type cannot carry tags, which is not the same as having none. */
    taggable: Type.Boolean(),
    /** `unknown`: there may be keys beyond those below, known only after apply; those below are certain. */
    state: Type.Union([Type.Literal('known'), Type.Literal('unknown')]),
    /** Where a tag stands, or would be added: `/metadata/labels`, `/tags`. */
    path: Type.String(),
    /** True where tags are a list of blocks, so that no pointer leads to a key that is not there: `path` stands for all. */
    listed: Type.Optional(Type.Boolean()),
    /** `labels`: keys follow the platform's label grammar, and the rule's tag-to-label map applies. */
    style: Type.Union([Type.Literal('labels'), Type.Literal('tags')]),
    values: Type.Record(Type.String(), Type.String()),
    /** Keys that are set, but whose value is known only after apply or is sensitive. */
    unknownValues: Type.Array(Type.String()),
  },
  strict,
);
export type Tags = Type.Static<typeof Tags>;

/** How many copies a workload keeps, and which pods they are. */
export const Replicas = Type.Object(
  {
    path: Type.String(),
    state: Type.Union([Type.Literal('known'), Type.Literal('unknown')]),
    /** The platform's default (1) where none is written. */
    value: Type.Optional(Type.Integer()),
    /** Labels of the pods, as the workload's template sets them. */
    podLabels: Type.Record(Type.String(), Type.String()),
    /** Set when the pods' labels are not known: known only after apply, or written elsewhere. */
    podLabelsUnknown: Type.Optional(Type.Boolean()),
    /** Where its pods' template stands, if not in itself: `Deployment web`. */
    podsOf: Type.Optional(Type.String()),
    /** The labels by which the workload itself selects its pods: what a budget for it should select. */
    selector: Type.Optional(Type.Record(Type.String(), Type.String())),
  },
  strict,
);
export type Replicas = Type.Static<typeof Replicas>;

/** `minAvailable` or `maxUnavailable`: a count or a percentage (0 to 100, without the sign). */
export const Bound = Type.Object(
  {
    path: Type.String(),
    state: Type.Union([Type.Literal('known'), Type.Literal('unknown'), Type.Literal('invalid')]),
    unit: Type.Optional(Type.Union([Type.Literal('count'), Type.Literal('percent')])),
    value: Type.Optional(Type.Number()),
    text: Type.Optional(Type.String()),
  },
  strict,
);
export type Bound = Type.Static<typeof Bound>;

/** A PodDisruptionBudget, as the facet of one and as what the context says selects a workload. */
export const Budget = Type.Object(
  {
    name: Type.String(),
    namespace: Type.Optional(Type.String()),
    path: Type.String(),
    minAvailable: Type.Optional(Bound),
    maxUnavailable: Type.Optional(Bound),
    /** metav1.LabelSelector; absent selects nothing in policy/v1. */
    selector: Type.Optional(Type.Any()),
    /** Set when the selector is known only after apply. */
    selectorUnknown: Type.Optional(Type.Boolean()),
  },
  strict,
);
export type Budget = Type.Static<typeof Budget>;

/** One place where data rests or travels. A resource has as many as it has volumes, listeners, endpoints. */
export const Encryption = Type.Object(
  {
    aspect: Type.Union([Type.Literal('at-rest'), Type.Literal('in-transit')]),
    /** What is (not) encrypted, for a message: `the root volume`, `traffic on port 80`. */
    part: Type.String(),
    path: Type.String(),
    state: Type.Union([Type.Literal('encrypted'), Type.Literal('unencrypted'), Type.Literal('unknown')]),
    /** Whose key: `unsupported` where the type offers no choice. At rest only. */
    key: Type.Optional(
      Type.Union([
        Type.Literal('customer'),
        Type.Literal('provider'),
        Type.Literal('unknown'),
        Type.Literal('unsupported'),
      ]),
    ),
    /** Where a customer's key is, or would be, named. */
    keyPath: Type.Optional(Type.String()),
    /** The provider encrypts by itself: the page that says so. */
    byDefault: Type.Optional(Type.String()),
    remedy: Type.Optional(Remedy),
    keyRemedy: Type.Optional(Remedy),
    /** The StorageClass that decides, where one does; empty for the cluster's default. */
    storageClass: Type.Optional(Type.String()),
  },
  strict,
);
export type Encryption = Type.Static<typeof Encryption>;

export const PortRange = Type.Object({ protocol: Type.String(), from: Type.Integer(), to: Type.Integer() }, strict);
export type PortRange = Type.Static<typeof PortRange>;

/** One way by which something could be reached, or read, by anyone. */
export const Exposure = Type.Object(
  {
    /** For a message: `ingress rule`, `bucket policy`, `public endpoint`. */
    what: Type.String(),
    path: Type.String(),
    state: Type.Union([Type.Literal('public'), Type.Literal('private'), Type.Literal('unknown')]),
    /** Source ranges as written, where the way is a network's. */
    cidrs: Type.Array(Type.String()),
    /** Absent where ports do not apply (a bucket's policy). */
    ports: Type.Optional(Type.Array(PortRange)),
    remedy: Type.Optional(Remedy),
  },
  strict,
);
export type Exposure = Type.Static<typeof Exposure>;

export const Facets = Type.Object(
  {
    tags: Type.Optional(Tags),
    containers: Type.Optional(Type.Array(Container)),
    replicas: Type.Optional(Replicas),
    budget: Type.Optional(Budget),
    encryption: Type.Optional(Type.Array(Encryption)),
    exposure: Type.Optional(Type.Array(Exposure)),
  },
  strict,
);
export type Facets = Type.Static<typeof Facets>;
export type FacetName = keyof Facets;
