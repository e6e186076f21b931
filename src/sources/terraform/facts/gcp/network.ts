import type { Exposure, PortRange } from '../../../../resource/facets.ts';
import type { Attributes } from '../../attributes.ts';
import { answer } from '../combinators/about.ts';
import { ALL_PORTS, networkWay, way } from '../combinators/exposed.ts';
import { tlsPolicy } from '../combinators/in-transit.ts';
import type { FactTable } from '../combinators/kinds.ts';
import { computed, look, text, texts } from '../combinators/place.ts';

function portsOf(rule: Attributes): PortRange[] {
  const written = text(rule, 'protocol')?.toLowerCase() ?? 'all';
  const protocol = written === 'all' ? '-1' : written;
  if (/^(?:icmp|ipv6-icmp|1|58)$/.test(protocol)) return [];
  const { known } = texts(rule, 'ports');
  if (known.length === 0) return [{ protocol, ...ALL_PORTS }];
  return known.map((range) => {
    const [from = '0', to = from] = range.split('-');
    const [low, high] = [Number(from), Number(to)];
    return Number.isInteger(low) && Number.isInteger(high)
      ? { protocol, from: low, to: high }
      : { protocol, ...ALL_PORTS };
  });
}

const DIRECTION = computed('direction');

/** Only what lets traffic in counts, and only where the rule is on. */
const firewall = answer<Exposure>(
  { aspect: 'exposure', text: '`source_ranges` of an ingress rule that allows' },
  (attributes) => {
    if (text(attributes, DIRECTION) === 'EGRESS' || attributes.flag('disabled') === true) return [];
    const undecided = [DIRECTION, 'allow'].map((at) => look(attributes, at)).find(({ state }) => state === 'unknown');
    if (undecided !== undefined) return [way('firewall rule', undecided.path, 'unknown')];
    const ports = attributes.blocks('allow').flatMap(portsOf);
    if (ports.length === 0) return [];
    const unsure = attributes.blocks('allow').find((rule) => look(rule, 'ports').state === 'unknown');
    return networkWay({
      what: 'firewall rule',
      attributes,
      ranges: [computed('source_ranges')],
      ports: unsure === undefined ? ports : 'unknown',
      ...(unsure !== undefined && { portsPath: () => unsure.path('ports') }),
    });
  },
);

/** Without authorized networks anyone can reach the API server, unless its endpoint is private. */
export const controlPlane = answer<Exposure>(
  { aspect: 'exposure', text: '`master_authorized_networks_config`, `private_cluster_config`' },
  (attributes) => {
    const what = 'public API endpoint';
    if (attributes.flag('private_cluster_config', 0, 'enable_private_endpoint') === true) return [];
    const config = look(attributes, computed('master_authorized_networks_config'));
    const isPrivate = look(attributes, computed('private_cluster_config.0.enable_private_endpoint'));
    for (const { state, path } of [config, isPrivate]) if (state === 'unknown') return [way(what, path, 'unknown')];
    const blocks = attributes.blocks('master_authorized_networks_config').flatMap((one) => one.blocks('cidr_blocks'));
    const written = attributes.blocks('master_authorized_networks_config').length > 0;
    const ways = blocks.flatMap((one) => networkWay({ what, attributes: one, ranges: ['cidr_block'], ports: 'none' }));
    if (written) return ways;
    const remedy = {
      text: 'list in master_authorized_networks_config who may reach it, or set enable_private_endpoint = true',
    };
    return [{ what, path: config.path, state: 'public', cidrs: ['0.0.0.0/0'], remedy }];
  },
);

export const gcpNetwork: FactTable = {
  google_compute_firewall: { exposure: firewall },
  google_compute_ssl_policy: {
    encryption: tlsPolicy({
      at: 'min_tls_version',
      isOld: (version) => /^TLS_1_[01]$/.test(version),
      advise: 'TLS_1_2',
      absent: 'unencrypted',
    }),
  },
};
