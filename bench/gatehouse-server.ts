/** Gatehouse as it is served, all rules on, log at its default level and thrown away. */
import { startServer } from '../src/server.ts';

const [tlsCert, tlsKey] = process.argv.slice(2) as [string, string];
const server = await startServer({ port: 0, tlsCert, tlsKey, logTo: { write: () => true } });
process.send?.({ address: server.address });
