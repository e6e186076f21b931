/** Gatehouse as it is served, all rules on, log at its default level and thrown away. */
import { loadBundle } from '../src/rules/bundle.ts';

const [tlsCert, tlsKey] = process.argv.slice(2) as [string, string];
await loadBundle();
const began = performance.now();
const { startServer } = await import('../src/server.ts');
const server = await startServer({ port: 0, tlsCert, tlsKey, logTo: { write: () => true } });
process.send?.({ address: server.address, sinceBundle: performance.now() - began });
process.on('message', () => process.send?.({ rss: process.memoryUsage.rss(), cpu: process.cpuUsage() }));
