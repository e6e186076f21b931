/** The ports of a security group's rule, and the ways that its rules open. */
import type { Exposure, PortRange } from '../../../../resource/facets.ts';
import type { Attributes } from '../../attributes.ts';
import { ALL_PORTS, networkWay } from './exposed.ts';
import { type At, integer, integerOf, look, pathAt, text } from './place.ts';

const NAMES: Record<string, string> = { '6': 'tcp', '17': 'udp', '1': 'icmp', '58': 'icmpv6', '132': 'sctp' };

export interface RuleShape {
  protocol: string;
  ranges: At[];
}

/** One rule: its ranges and ports. A ping reaches no data, so ICMP alone is no way in. */
export function securityGroupWay(attributes: Attributes, { protocol: at, ranges }: RuleShape): Exposure[] {
  const written = text(attributes, at) ?? String(integer(attributes, at) ?? '');
  const protocol = NAMES[written] ?? written.toLowerCase();
  if (protocol === 'icmp' || protocol === 'icmpv6') return [];
  const portsPath = () => pathAt(attributes, protocol === '' ? at : 'from_port');
  return networkWay({ what: 'ingress rule', attributes, ranges, ports: portsOf(attributes, protocol), portsPath });
}

function portsOf(attributes: Attributes, protocol: string): PortRange[] | 'unknown' {
  if (protocol === '') return 'unknown';
  if (protocol === '-1' || protocol === 'all') return [{ protocol: '-1', ...ALL_PORTS }];
  const [first, last] = [look(attributes, 'from_port'), look(attributes, 'to_port')];
  if (first.state === 'unknown' || last.state === 'unknown') return 'unknown';
  const [from, to] = [integerOf(first), integerOf(last)];
  if (from === undefined || to === undefined || from < 0) return [{ protocol, ...ALL_PORTS }];
  return [{ protocol, from, to }];
}
