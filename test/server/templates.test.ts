import t from 'tap';
import type { Report } from '../../src/reports/report.ts';
import { build, onlyRule } from './app.ts';

t.test('a template that is posted comes back as a report on what was written', async (t) => {
  const rules = onlyRule('encryption') ?? {};
  const { app } = await build(t, { config: { rules, cloudformation: { parameters: { Encrypted: 'false' } } } });
  const payload = `
Parameters: {Encrypted: {Type: String}}
Resources:
  Disk: {Type: AWS::EC2::Volume, Properties: {Encrypted: !Ref Encrypted}}
`;
  const post = (url: string) =>
    app.inject({ method: 'POST', url, payload, headers: { 'content-type': 'application/yaml' } });

  const answer = await post('/v1/cloudformation/template');
  t.equal(answer.statusCode, 200);
  t.match(answer.json<Report>().violations, [
    {
      rule: 'encryption',
      resource: { source: 'cloudformation', type: 'AWS::EC2::Volume', id: 'Disk' },
      path: '/Resources/Disk/Properties/Encrypted',
      message: /set Encrypted: true/,
      location: { line: 4 },
    },
  ]);

  const elsewhere = await post('/v1/manifests');
  t.equal(elsewhere.statusCode, 422);
  t.match(elsewhere.json<{ error: { message: string } }>().error.message, /post it to \/v1\/cloudformation\/template/);
});
