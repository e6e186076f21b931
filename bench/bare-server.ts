/**
 * What HTTPS in Node costs by itself: a Fastify route that reads the body, parses it as JSON, which Fastify does unasked, and
 * answers a constant with the length of an AdmissionReview that allows.
 */
import { readFile } from 'node:fs/promises';
import Fastify from 'fastify';

const [cert, key] = process.argv.slice(2) as [string, string];
const app = Fastify({
  https: { cert: await readFile(cert), key: await readFile(key) },
  keepAliveTimeout: 90_000,
  bodyLimit: 8 << 20,
});
const answer = JSON.stringify({
  apiVersion: 'admission.k8s.io/v1',
  kind: 'AdmissionReview',
  response: { uid: '00000000-0000-0000-0000-000000000000', allowed: true, auditAnnotations: { decision: 'allow' } },
});
app.post('/v1/admission/validate', (_request, reply) => reply.type('application/json').send(answer));
const address = await app.listen({ host: '127.0.0.1', port: 0 });
process.send?.({ address });
process.on('message', () => process.send?.({ rss: process.memoryUsage.rss(), cpu: process.cpuUsage() }));
