/** Gatehouse that watches the cluster of `context.ts`. */
import { join } from 'node:path';
import { startServer } from '../src/server.ts';

const directory = process.argv[2] ?? '.';
const configFile = join(directory, 'gatehouse.yaml');
const server = await startServer({ port: 0, configFile, certsDirectory: directory, logTo: { write: () => true } });
process.send?.({ address: server.address });
