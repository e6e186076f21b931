/** Azure: security rules, firewalls of databases, and the endpoints of clusters. */
import type { Exposure, PortRange } from '../../../../resource/facets.ts';
import type { Attributes } from '../../attributes.ts';
import { answer, type ExposureAnswer, each } from '../combinators/about.ts';
import { ALL_PORTS, networkWay, way } from '../combinators/exposed.ts';
import { type FactTable, named } from '../combinators/kinds.ts';
import { computed, look, text, texts } from '../combinators/place.ts';

/** A /7: ranges of this size and more restrict nothing. From 0.0.0.0 to 0.0.0.0 stands for Azure's own services. */
const WIDEST_RANGE = 2 ** 25;

function numeric(address: string): number | undefined {
  const parts = address.split('.').map(Number);
  if (parts.length !== 4 || parts.some((part) => !Number.isInteger(part) || part < 0 || part > 255)) return undefined;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}

const addressRange = (first: string, last: string): ExposureAnswer =>
  answer({ aspect: 'exposure', text: `\`${first}\` to \`${last}\`` }, (attributes) => {
    const what = 'firewall rule';
    const [start, end] = [look(attributes, first), look(attributes, last)];
    const unknown = [start, end].find(({ state }) => state === 'unknown');
    if (unknown !== undefined) return [way(what, unknown.path, 'unknown')];
    const [from, to] = [text(attributes, first) ?? '', text(attributes, last) ?? ''];
    const [low, high] = [numeric(from), numeric(to)];
    if (low === undefined || high === undefined) return [];
    const cidrs = low === 0 && high === 2 ** 32 - 1 ? ['0.0.0.0/0'] : [`${from}-${to}`];
    if (high - low < WIDEST_RANGE) return [{ what, path: start.path, state: 'private', cidrs }];
    const remedy = { text: 'limit the range to the addresses that need it' };
    return [{ what, path: start.path, state: 'public', cidrs, remedy }];
  });

/** A rule for any protocol still names its ports, so only one for every port is one for everything. */
function portsOf(rule: Attributes): PortRange[] | 'unknown' {
  const written = (text(rule, 'protocol') ?? '*').toLowerCase();
  const lists = [texts(rule, 'destination_port_range'), texts(rule, 'destination_port_ranges')];
  if (lists.some(({ unknown }) => unknown)) return 'unknown';
  return lists
    .flatMap(({ known }) => known)
    .map((range) => {
      const [from = '', to = from] = range.split('-');
      const [low, high] = [Number(from), Number(to)];
      const isRange = /^\d+$/.test(from) && Number.isInteger(high);
      const protocol = written === '*' ? (isRange ? 'any' : '-1') : written;
      return isRange ? { protocol, from: low, to: high } : { protocol, ...ALL_PORTS };
    });
}

function securityRule(rule: Attributes): Exposure[] {
  const allowsIn = /^inbound$/i.test(text(rule, 'direction') ?? '') && /^allow$/i.test(text(rule, 'access') ?? '');
  const open = ['direction', 'access'].map((at) => look(rule, at)).find(({ state }) => state === 'unknown');
  const isClosed = /^outbound$/i.test(text(rule, 'direction') ?? '') || /^deny$/i.test(text(rule, 'access') ?? '');
  if (open !== undefined && !isClosed) return [way('inbound rule', open.path, 'unknown')];
  if (!allowsIn || /^icmp$/i.test(text(rule, 'protocol') ?? '')) return [];
  return networkWay({
    what: 'inbound rule',
    attributes: rule,
    ranges: ['source_address_prefix', 'source_address_prefixes'],
    ports: portsOf(rule),
    portsPath: () => rule.path('destination_port_range'),
  });
}

const rule: ExposureAnswer = answer(
  { aspect: 'exposure', text: '`source_address_prefix` of an inbound rule that allows' },
  securityRule,
);

export const clusterEndpoint: ExposureAnswer = answer(
  { aspect: 'exposure', text: '`api_server_access_profile.authorized_ip_ranges`, `private_cluster_enabled`' },
  (attributes) => {
    const what = 'public API endpoint';
    if (attributes.flag('private_cluster_enabled') === true) return [];
    const at = ['api_server_access_profile.0.authorized_ip_ranges', 'api_server_authorized_ip_ranges'].find((one) => {
      const { known, unknown } = texts(attributes, computed(one));
      return known.length > 0 || unknown;
    });
    if (at !== undefined) return networkWay({ what, attributes, ranges: [at], ports: 'none' });
    const path = look(attributes, 'api_server_access_profile.0.authorized_ip_ranges').path;
    const remedy = {
      text: 'list in api_server_access_profile.authorized_ip_ranges who may reach it, or set private_cluster_enabled = true',
    };
    return [{ what, path, state: 'public', cidrs: ['0.0.0.0/0'], remedy }];
  },
);

export const azureNetwork: FactTable = {
  ...named(
    [
      'azurerm_mssql_firewall_rule',
      'azurerm_sql_firewall_rule',
      'azurerm_postgresql_firewall_rule',
      'azurerm_postgresql_flexible_server_firewall_rule',
      'azurerm_mysql_firewall_rule',
      'azurerm_mysql_flexible_server_firewall_rule',
      'azurerm_mariadb_firewall_rule',
    ],
    { exposure: addressRange('start_ip_address', 'end_ip_address') },
  ),
  azurerm_redis_firewall_rule: { exposure: addressRange('start_ip', 'end_ip') },
  azurerm_network_security_rule: { exposure: rule },
  azurerm_network_security_group: { exposure: each('security_rule', rule) },
};
