/** How the server gets its certificate where Gatehouse runs its own: the `server.certificates` of the configuration. */
import Type from 'typebox';

const strict = { additionalProperties: false } as const;

/** A name of an object in Kubernetes, as RFC 1123 has subdomains. */
const Name = Type.String({ pattern: '^[a-z0-9]([-.a-z0-9]*[a-z0-9])?$', maxLength: 253 });
const Names = Type.Array(Name);
const duration = (description: string) => Type.String({ pattern: '^(\\d+(\\.\\d+)?[smhdw])+$', description });

export const CertificateSettings = Type.Object(
  {
    secret: Type.Object(
      { namespace: Name, name: Name },
      { ...strict, description: 'Where the authority and the serving certificate are kept. It is made when missing.' },
    ),
    webhookConfigurations: Type.Optional(
      Type.Object(
        { validating: Type.Optional(Names), mutating: Type.Optional(Names) },
        { ...strict, description: 'Webhook configurations whose `caBundle` is kept right.' },
      ),
    ),
    customResourceDefinitions: Type.Optional({
      ...Names,
      description: "CustomResourceDefinitions whose conversion webhook's `caBundle` is kept right.",
    }),
    dnsNames: Type.Array(Type.String({ minLength: 1, maxLength: 253 }), {
      minItems: 1,
      description: 'Host names and IP addresses that the serving certificate is for: `gatehouse.gatehouse-system.svc`.',
    }),
    validity: Type.Optional(duration('How long a serving certificate is valid; 90d.')),
    caValidity: Type.Optional(
      duration('How long an authority is valid; 365d. It is replaced when it could not outlive a serving certificate.'),
    ),
    renewBefore: Type.Optional(duration('How long before its end a serving certificate is replaced; 30d.')),
    propagation: Type.Optional(
      duration('How long a changed `caBundle` has to reach every API server before a certificate relies on it; 10s.'),
    ),
    cluster: Type.Optional(
      Type.Object(
        { kubeconfig: Type.Optional(Type.String()), context: Type.Optional(Type.String()) },
        { ...strict, description: 'Which cluster, where it is not that of the pod.' },
      ),
    ),
  },
  { ...strict, description: 'Gatehouse makes, keeps and rotates its own certificates in the cluster that calls it.' },
);
export type CertificateSettings = Type.Static<typeof CertificateSettings>;

export const ClientCa = Type.Object(
  {
    file: Type.String({ minLength: 1, description: 'PEM file of the authorities; watched.' }),
    names: Type.Optional(
      Type.Array(Type.String({ minLength: 1 }), {
        minItems: 1,
        description: 'Common names or DNS names of which the client certificate must have one; any without this.',
      }),
    ),
  },
  {
    ...strict,
    description: 'Who may call the webhooks: the holder of a client certificate of one of these authorities.',
  },
);
export type ClientCa = Type.Static<typeof ClientCa>;
