import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** Takes a connection in a relay's place. */
export type Impostor = (socket: Socket) => void;

/** The way to a relay, on which a test puts somebody else, or nobody. */
export async function openLine() {
  let answer: Impostor = (socket) => socket.destroy();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    answer(socket);
  });
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  const hangUp = () => {
    for (const socket of sockets) socket.destroy();
  };
  await listen(0);
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;

  /** Nobody listens: connections are refused. */
  async function down(): Promise<void> {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    hangUp();
    await closed;
  }

  return {
    url: `smtp://127.0.0.1:${port}`,
    down,
    close: down,
    /** Whoever connects from now on is answered by `impostor`. */
    async to(impostor: Impostor): Promise<void> {
      answer = impostor;
      hangUp();
      if (!server.listening) await listen(port);
    },
  };
}

export type Line = Awaited<ReturnType<typeof openLine>>;

/** Hands the connection on to the relay at `url`. */
export function relayed(url: string): Impostor {
  return (socket) => {
    const onward = connect(Number(new URL(url).port), '127.0.0.1');
    onward.on('error', () => undefined);
    socket.on('close', () => onward.destroy());
    onward.on('close', () => socket.destroy());
    socket.pipe(onward).pipe(socket);
  };
}

/** At which point of a mail's way a relay says something of its own. */
export type Stage = 'greeting' | 'EHLO' | 'MAIL' | 'RCPT' | 'DATA' | 'content';

/** A relay that takes everything but says `reply` at `stage`. */
export function replying(stage: Stage, reply: string): Impostor {
  return (socket) => {
    const say = (at: Stage, otherwise: string) => socket.write(`${at === stage ? reply : otherwise}\r\n`);
    let isContent = false;
    let rest = '';
    say('greeting', '220 relay.example');
    socket.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (isContent) {
          if (line !== '.') continue;
          isContent = false;
          say('content', '250 taken');
        } else if (/^(?:EHLO|HELO)/.test(line)) say('EHLO', '250 relay.example');
        else if (line.startsWith('MAIL')) say('MAIL', '250 ok');
        else if (line.startsWith('RCPT')) say('RCPT', '250 ok');
        else if (line === 'DATA') {
          isContent = stage !== 'DATA';
          say('DATA', '354 go on');
        } else socket.end('221 bye\r\n');
      }
    });
  };
}
