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

t.test('a template is posted with its parameters and tags as CloudFormation itself takes them', async (t) => {
  const rules = { ...onlyRule('encryption'), 'required-tags': { parameters: { required: ['team'] } } };
  const { app } = await build(t, { config: { rules } });
  const TemplateBody = `
Parameters: {Encrypted: {Type: String, Default: "true"}}
Resources:
  Disk: {Type: AWS::EC2::Volume, Properties: {Encrypted: !Ref Encrypted}}
  Thing: {Type: AWS::IoT::Thing}
`;
  const post = (payload: object) => app.inject({ method: 'POST', url: '/v1/cloudformation/template', payload });

  const Tags = [{ Key: 'team', Value: 'shop' }];
  const Parameters = [{ ParameterKey: 'Encrypted', ParameterValue: 'false' }];
  const answer = await post({ StackName: 'shop', TemplateBody, Parameters, Tags });
  t.equal(answer.statusCode, 200, answer.body);
  const report = answer.json<Report>();
  t.match(report.violations, [{ rule: 'encryption', resource: { id: 'Disk' }, location: { line: 4 } }]);
  t.equal(report.violations.length, 1, 'the tags of the stack count');
  t.match(report.notes, [/^1 resource is of a type that no rule knows in a template.*: AWS::IoT::Thing/]);

  const unknown = await post({ TemplateBody, Parameters: [{ ParameterKey: 'Encryptd', ParameterValue: 'hunter2' }] });
  t.equal(unknown.statusCode, 400);
  t.match(unknown.body, /Parameters: no template that was read has a parameter Encryptd; did you mean Encrypted\?/);
  t.notMatch(unknown.body, /hunter2/);
  const elsewhere = await post({ TemplateURL: 'https://example.com/template.yaml' });
  t.equal(elsewhere.statusCode, 422);
  t.match(elsewhere.body, /send the template itself as TemplateBody/);
});
