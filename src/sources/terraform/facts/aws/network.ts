/** Security groups, and what accepts traffic: listeners, distributions, API domains. */
import type { Attributes } from '../../attributes.ts';
import { all, answer, type EncryptionAnswer, each, once, when } from '../combinators/about.ts';
import { atRest } from '../combinators/at-rest.ts';
import { inTransit, tlsPolicy, traffic } from '../combinators/in-transit.ts';
import { type FactTable, named } from '../combinators/kinds.ts';
import { computed, integer, isSet, look, text, texts, wordOf } from '../combinators/place.ts';
import { securityGroupWay } from '../combinators/security-group.ts';

const INLINE = { protocol: 'protocol', ranges: ['cidr_blocks', 'ipv6_cidr_blocks'] };
const SINGLE = { protocol: 'ip_protocol', ranges: ['cidr_ipv4', 'cidr_ipv6'] };
const RANGES = '`cidr_blocks`, `ipv6_cidr_blocks`';

/** Listener policies that accept TLS 1.0 or 1.1. */
const OLD_LISTENER_POLICY = /^ELBSecurityPolicy-(?:201[1-6]|FS-2018|FS-1-1|TLS-1-[01]|TLS13-1-[01])/;
const LISTENER_POLICY = 'ELBSecurityPolicy-TLS13-1-2-2021-06';

const redirects = (action: Parameters<EncryptionAnswer>[0]) =>
  action.blocks('redirect').some((redirect) => text(redirect, 'protocol') === 'HTTPS');

/** Where it is known only after apply whether the listener redirects. */
function unknownAction(listener: Attributes): string | undefined {
  const places = listener
    .blocks('default_action')
    .flatMap((action) => [look(action, 'redirect'), look(action, 'redirect.0.protocol')]);
  return [look(listener, 'default_action'), ...places].find(({ state }) => state === 'unknown')?.path;
}

/** HTTP is unencrypted unless all it does is send clients to HTTPS. TCP and UDP may carry TLS of their own: nothing is said. */
const listener: EncryptionAnswer = all(
  answer({ aspect: 'in-transit', text: '`protocol` is HTTPS, or HTTP that redirects to it' }, (attributes) => {
    const found = look(attributes, computed('protocol'));
    const port = integer(attributes, computed('port'));
    const part = port === undefined ? 'traffic of the listener' : `traffic on port ${port}`;
    if (found.state === 'unknown') return [traffic(part, found.path, 'unknown')];
    if (found.state === 'absent' || !/^(?:HTTPS?|TLS)$/.test(wordOf(found.value))) return [];
    if (found.value !== 'HTTP' || attributes.blocks('default_action').some(redirects)) {
      return [traffic(part, found.path, 'encrypted')];
    }
    const action = unknownAction(attributes);
    if (action !== undefined) return [traffic(part, action, 'unknown')];
    return [
      traffic(part, found.path, 'unencrypted', {
        text: 'make it an HTTPS listener with a certificate, or redirect it to HTTPS',
        snippet:
          'default_action {\n  type = "redirect"\n  redirect {\n    protocol    = "HTTPS"\n    port        = "443"\n    status_code = "HTTP_301"\n  }\n}',
      }),
    ];
  }),
  when(
    (attributes) => /^(?:HTTPS|TLS)$/.test(text(attributes, computed('protocol')) ?? ''),
    // Where none is named, the API takes ELBSecurityPolicy-2016-08, which accepts TLS 1.0.
    tlsPolicy({
      at: computed('ssl_policy'),
      isOld: (policy) => OLD_LISTENER_POLICY.test(policy),
      advise: LISTENER_POLICY,
      absent: 'unencrypted',
    }),
  ),
);

const classicListener: EncryptionAnswer = each(
  'listener',
  answer({ aspect: 'in-transit', text: '`lb_protocol` is not HTTP' }, (attributes) => {
    const found = look(attributes, 'lb_protocol');
    const part = `traffic on port ${integer(attributes, 'lb_port') ?? 'of the listener'}`;
    if (found.state === 'unknown') return [traffic(part, found.path, 'unknown')];
    const protocol = found.state === 'value' ? wordOf(found.value).toUpperCase() : '';
    if (protocol === 'HTTPS' || protocol === 'SSL') return [traffic(part, found.path, 'encrypted')];
    if (protocol !== 'HTTP') return [];
    const remedy = { text: 'set lb_protocol = "https" and name a certificate in ssl_certificate_id' };
    return [traffic(part, found.path, 'unencrypted', remedy)];
  }),
);

const viewers = inTransit({
  part: 'traffic of viewers',
  at: 'viewer_protocol_policy',
  off: ['allow-all'],
  advise: 'redirect-to-https',
  absent: 'not-asked',
});

/** Website endpoints of S3 speak HTTP only, so there is nothing to choose for them. */
const origins = each(
  'origin',
  when(
    (origin) => !/\.s3-website[.-]/.test(text(origin, 'domain_name') ?? ''),
    inTransit({
      part: 'traffic to the origin',
      at: 'custom_origin_config.0.origin_protocol_policy',
      off: ['http-only'],
      advise: 'https-only',
      absent: 'not-asked',
    }),
  ),
);

const hasOwnCertificate = (attributes: Parameters<EncryptionAnswer>[0]) =>
  ['acm_certificate_arn', 'iam_certificate_id'].some((key) => isSet(attributes, `viewer_certificate.0.${key}`));

export const network: FactTable = {
  ...named(['aws_security_group', 'aws_default_security_group'], {
    exposure: answer({ aspect: 'exposure', text: `each \`ingress\`: ${RANGES}` }, (attributes) =>
      attributes.blocks('ingress').flatMap((rule) => securityGroupWay(rule, INLINE)),
    ),
  }),
  aws_security_group_rule: {
    exposure: answer({ aspect: 'exposure', text: RANGES }, (attributes) =>
      text(attributes, 'type') === 'egress' ? [] : securityGroupWay(attributes, INLINE),
    ),
  },
  aws_vpc_security_group_ingress_rule: {
    exposure: answer({ aspect: 'exposure', text: '`cidr_ipv4`, `cidr_ipv6`' }, (attributes) =>
      securityGroupWay(attributes, SINGLE),
    ),
  },
  ...named(['aws_lb_listener', 'aws_alb_listener'], { encryption: listener }),
  aws_elb: { encryption: classicListener },
  aws_cloudfront_distribution: {
    encryption: all(
      each('default_cache_behavior', viewers),
      each('ordered_cache_behavior', viewers),
      origins,
      // With CloudFront's own certificate there is no choice.
      when(
        hasOwnCertificate,
        tlsPolicy({
          at: 'viewer_certificate.0.minimum_protocol_version',
          isOld: (version) => /^(?:SSLv3|TLSv1(?:_2016|\.1_2016)?)$/.test(version),
          advise: 'TLSv1.2_2021',
          absent: 'unencrypted',
        }),
      ),
    ),
  },
  aws_api_gateway_domain_name: {
    encryption: tlsPolicy({
      at: computed('security_policy'),
      isOld: (policy) => policy === 'TLS_1_0',
      advise: 'TLS_1_2',
      absent: 'not-asked',
    }),
  },
  aws_apigatewayv2_domain_name: {
    encryption: tlsPolicy({
      at: 'domain_name_configuration.0.security_policy',
      isOld: (policy) => policy === 'TLS_1_0',
      advise: 'TLS_1_2',
      absent: 'not-asked',
    }),
  },
  aws_api_gateway_method_settings: {
    encryption: each(
      'settings',
      once(
        [computed('caching_enabled')],
        when(
          (settings) => settings.flag('caching_enabled') === true,
          atRest({ part: 'the cache of the stage', flag: computed('cache_data_encrypted') }),
        ),
      ),
    ),
  },
  aws_appsync_api_cache: {
    encryption: all(
      atRest({ part: 'the cache', flag: 'at_rest_encryption_enabled' }),
      inTransit({ part: 'traffic of the cache', at: 'transit_encryption_enabled', absent: 'unencrypted' }),
    ),
  },
  aws_transfer_server: {
    encryption: answer({ aspect: 'in-transit', text: '`protocols` has no FTP' }, (attributes) => {
      const path = attributes.path('protocols');
      const { known, unknown } = texts(attributes, computed('protocols'));
      if (unknown) return [traffic('file transfers', path, 'unknown')];
      if (!known.includes('FTP')) return [traffic('file transfers', path, 'encrypted')];
      const remedy = { text: 'take FTP out of protocols; SFTP and FTPS do the same encrypted' };
      return [traffic('file transfers', path, 'unencrypted', remedy)];
    }),
  },
};
