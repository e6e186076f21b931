/** The resource: what every door turns its question into, and all that the rules ever see of it. */
import Type from 'typebox';
import type { JsonObject } from '../json.ts';
import { Facets } from './facets.ts';

export const SourceName = Type.Union([
  Type.Literal('kubernetes'),
  Type.Literal('terraform'),
  Type.Literal('cloudformation'),
]);
export type SourceName = Type.Static<typeof SourceName>;

/**
 * What is about to happen to it; `exists` where nothing is (an audit, a manifest on disk, a no-op of a plan), `scale` where a cluster is
 * asked for another number of it and for nothing else.
 */
export const Operation = Type.Union([
  Type.Literal('create'),
  Type.Literal('update'),
  Type.Literal('replace'),
  Type.Literal('delete'),
  Type.Literal('connect'),
  Type.Literal('scale'),
  Type.Literal('exists'),
]);
export type Operation = Type.Static<typeof Operation>;

/** Who it is: the part of a resource that reports and waivers name. */
export const ResourceIdentity = Type.Object(
  {
    source: SourceName,
    /** `aws_s3_bucket`, or group/version/kind: `apps/v1/Deployment`, `v1/Pod`; in findings on templates `AWS::S3::Bucket`. */
    type: Type.String(),
    /** The Terraform address, `[namespace/]Kind/name`, or the logical id in a template. */
    id: Type.String(),
    name: Type.String(),
    namespace: Type.Optional(Type.String()),
  },
  { additionalProperties: false },
);
export type ResourceIdentity = Type.Static<typeof ResourceIdentity>;

/** What is known of a value that is known only after apply. */
export const UnknownValue = Type.Object(
  {
    /** Resources that it will come from, as far as the document tells. */
    references: Type.Array(
      Type.Object(
        { type: Type.String(), id: Type.String(), attribute: Type.String() },
        { additionalProperties: false },
      ),
    ),
    /** The configuration does not set it: the provider will choose, as it does for what is absent. */
    computed: Type.Boolean(),
    /** True where `references` may not be all. */
    open: Type.Boolean(),
  },
  { additionalProperties: false },
);
export type UnknownValue = Type.Static<typeof UnknownValue>;

export const Resource = Type.Object(
  {
    ...ResourceIdentity.properties,
    operation: Operation,
    /** Set where a review is of a subresource (`resize`), which changes one thing: only the facets tell what. */
    subresource: Type.Optional(Type.String()),
    /** Kubernetes labels or cloud tags, for label selectors in the configuration's `match`. */
    labels: Type.Record(Type.String(), Type.String()),
    /** Where it is: the cloud's region, where that is known. */
    region: Type.Optional(Type.String()),
    /**
     * The object as its source describes it, with every sensitive value already replaced. JSON that a provider keeps in a
     * string (an ECS task's `container_definitions`) is decoded, so that paths can point into it.
     */
    object: Type.Unsafe<JsonObject>(Type.Object({}, { additionalProperties: true })),
    /**
     * What of the object is known only after apply, by JSON Pointer; what is below such a place is unknown with it. The object
     * itself does not have these values.
     */
    unknown: Type.Optional(Type.Record(Type.String(), UnknownValue)),
    facets: Facets,
  },
  { additionalProperties: false },
);
export type Resource = Type.Static<typeof Resource>;

/** A place in the text that somebody wrote. Lines count from 1. */
export interface Location {
  file: string;
  line: number;
}

/** How its author wrote a resource that is judged as something else: a template's, as Terraform would plan it. */
export interface Written {
  identity: ResourceIdentity;
  /** The pointer into what was written for one into the resource's object. */
  pathOf(pointer: string): string;
  /** A message in the author's words. */
  say(message: string): string;
}

/** A resource together with what only its source knows of it. */
export interface SourcedResource {
  /** May be made anew each time it is asked for, because of very many resources only a few are worth keeping. */
  readonly resource: Resource;
  /** Who it is, where the resource itself may turn out not to be readable. */
  readonly identity?: ResourceIdentity;
  /** Its type, where that is told without making the resource. */
  readonly type?: string;
  /** True where it is nothing that other resources are judged by: no namespace, no disruption budget. */
  readonly standsAlone?: boolean;
  /** True where its set has resources that are not seen: what is missing among them may be there. */
  readonly amongUnseen?: boolean;
  /** True where it is judged only if a rule asks for its type, and is none of the resources otherwise: a variable. */
  readonly ifAsked?: boolean;
  /** What findings name, where that is not what is judged. Their fixes would be of what is judged, so there are none. */
  readonly written?: Written;
  /** The line of a pointer, or of its nearest ancestor that exists, as findings name it. Absent where there is no text. */
  locate?: (pointer: string) => Location | undefined;
}
