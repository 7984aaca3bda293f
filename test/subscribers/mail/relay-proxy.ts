import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export type ConnectionHandler = (socket: Socket) => void;

/** A TCP server between the service and the relay. The test decides what answers a connection. */
export async function openRelayProxy() {
  let handle: ConnectionHandler = (socket) => socket.destroy();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    handle(socket);
  });
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  const closeSockets = () => {
    for (const socket of sockets) socket.destroy();
  };
  await listen(0);
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;

  /** Connections are refused afterwards. */
  async function stop(): Promise<void> {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    closeSockets();
    await closed;
  }

  return {
    url: `smtp://127.0.0.1:${port}`,
    stop,
    close: stop,
    /** Closes the open connections and handles new ones with `handler`. */
    async handleWith(handler: ConnectionHandler): Promise<void> {
      handle = handler;
      closeSockets();
      if (!server.listening) await listen(port);
    },
  };
}

export type RelayProxy = Awaited<ReturnType<typeof openRelayProxy>>;

export function forwardTo(url: string): ConnectionHandler {
  return (socket) => {
    const upstream = connect(Number(new URL(url).port), '127.0.0.1');
    upstream.on('error', () => undefined);
    socket.on('close', () => upstream.destroy());
    upstream.on('close', () => socket.destroy());
    socket.pipe(upstream).pipe(socket);
  };
}

/** A step of the SMTP dialogue. */
export type Stage = 'greeting' | 'EHLO' | 'MAIL' | 'RCPT' | 'DATA' | 'content';

/** A relay that accepts every mail, except that it sends `reply` at `stage`. */
export function replyAt(stage: Stage, reply: string): ConnectionHandler {
  return (socket) => {
    const send = (at: Stage, usual: string) => socket.write(`${at === stage ? reply : usual}\r\n`);
    let isContent = false;
    let rest = '';
    send('greeting', '220 relay.example');
    socket.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (isContent) {
          if (line !== '.') continue;
          isContent = false;
          send('content', '250 taken');
        } else if (/^(?:EHLO|HELO)/.test(line)) send('EHLO', '250 relay.example');
        else if (line.startsWith('MAIL')) send('MAIL', '250 ok');
        else if (line.startsWith('RCPT')) send('RCPT', '250 ok');
        else if (line === 'DATA') {
          isContent = stage !== 'DATA';
          send('DATA', '354 go on');
        } else socket.end('221 bye\r\n');
      }
    });
  };
}
