/** A network link that can break: a TCP proxy on loopback before a server. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface Link {
  port: number;
  /** As it should be. What a silent link has held back is delivered late, as a network does. */
  mend(): void;
  /** Connections are reset, and new ones too. */
  cut(): void;
  /** Connections stay open, and not a byte comes through: what a client sees of a lost node or a stuck load balancer. */
  silence(): void;
  close(): void;
}

export async function link(target: number): Promise<Link> {
  let state: 'whole' | 'cut' | 'silent' = 'whole';
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    if (state === 'cut') {
      near.resetAndDestroy();
      return;
    }
    const far = connect(target, '127.0.0.1');
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on('data', (bytes) => other.write(bytes)).on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
      if (state === 'silent') socket.pause();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const drop = () => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    mend: () => {
      state = 'whole';
      for (const socket of sockets) socket.resume();
    },
    cut: () => {
      state = 'cut';
      drop();
    },
    silence: () => {
      state = 'silent';
      for (const socket of sockets) socket.pause();
    },
    close: () => {
      server.close();
      drop();
    },
  };
}
