/**
 * Builtins of OPA that this evaluator does not have on purpose, and why. The same resource must get the same verdict at every
 * door and at every hour, so nothing here reads a clock, a network, an environment or chance.
 */
const CLOCK = 'its answer changes with the time of day; pass the time in as data';
const CHANCE = 'its answer changes from one evaluation to the next';
const NETWORK = 'rules do not use the network; pass what it answers in as data';
const HOST = 'its answer depends on the machine that evaluates';
const SIGNING = 'rules judge resources and hold no private keys';
const GRAPHQL = 'no resource that is judged holds GraphQL';
const CERTIFICATES = 'certificates are not read here; pass their fields in as data';
const SCHEMAS =
  'validators of JSON Schema differ in what they accept and in the texts of their errors; write the check as a rule';

export const absent: Readonly<Record<string, string>> = {
  'crypto.parse_private_keys': SIGNING,
  'crypto.x509.parse_and_verify_certificates': CLOCK,
  'crypto.x509.parse_and_verify_certificates_with_options': CERTIFICATES,
  'crypto.x509.parse_certificate_request': CERTIFICATES,
  'crypto.x509.parse_certificates': CERTIFICATES,
  'crypto.x509.parse_keypair': SIGNING,
  'crypto.x509.parse_rsa_private_key': SIGNING,
  'graphql.is_valid': GRAPHQL,
  'graphql.parse': GRAPHQL,
  'graphql.parse_and_verify': GRAPHQL,
  'graphql.parse_query': GRAPHQL,
  'graphql.parse_schema': GRAPHQL,
  'graphql.schema_is_valid': GRAPHQL,
  'http.send': NETWORK,
  'io.jwt.decode_verify': `${CLOCK}, and use io.jwt.decode and io.jwt.verify_*`,
  'io.jwt.encode_sign': SIGNING,
  'io.jwt.encode_sign_raw': SIGNING,
  'json.match_schema': SCHEMAS,
  'json.verify_schema': SCHEMAS,
  'net.lookup_ip_addr': NETWORK,
  'opa.runtime': HOST,
  'providers.aws.sign_req': SIGNING,
  'rand.intn': CHANCE,
  'rego.parse_module': 'rules do not judge the text of rules',
  'strings.render_template': 'templates are programs of their own; use sprintf or a template string',
  'time.now_ns': CLOCK,
  'uuid.rfc4122': CHANCE,
};
