/**
 * Connections on which nothing was ever asked. Node counts them as busy until their headers are overdue, so a server that closes
 * would wait for them; kube-apiserver keeps such connections in reserve.
 */
import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';

/** Watches the connections of a TLS server. @returns ends those that are unused */
export function unusedConnections(server: Server): () => void {
  const unused = new Set<Socket>();
  server.on('secureConnection', (socket: Socket) => {
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  server.on('request', ({ socket }: IncomingMessage) => unused.delete(socket));
  return () => {
    for (const socket of unused) socket.end();
  };
}
