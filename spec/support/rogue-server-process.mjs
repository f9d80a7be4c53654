// Run by rogue-server.mjs: a PeerServer that misbehaves. What it does with a WebSocket depends on the query's `key`.
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

const host = '127.0.0.1';
const open = (socket) => socket.send('{"type":"OPEN"}');
const refuse = (msg) => (socket) => {
  socket.send(JSON.stringify({ type: 'ERROR', payload: { msg } }));
  socket.close();
};

/** Sockets of clients, by id, whose server is in the hands of a puppeteer. */
const puppets = new Map();

/** Hands a client's message to another one, as a PeerServer does. */
const relay = (src) => (text) => {
  const { type, dst, payload } = JSON.parse(String(text));
  puppets.get(dst)?.send(JSON.stringify({ type, src, dst, payload }));
};

const behaviours = {
  'close-at-once': (socket) => socket.close(),
  error: refuse('Invalid key provided'),
  limit: refuse('Server has reached its concurrent user limit'),
  'invalid-key': (socket) => socket.send('{"type":"INVALID-KEY"}'),
  garbage: (socket) => {
    open(socket);
    for (const frame of ['not json', Uint8Array.of(0, 255, 1), 'null', '[]', '{"type":"constructor"}']) {
      socket.send(frame);
    }
  },
  puppet: (socket, id) => {
    puppets.set(id, socket);
    socket.on('message', relay(id));
    socket.on('close', () => puppets.delete(id));
    open(socket);
  },
  // Whatever it says, word for word, is said to the puppet of the same id.
  puppeteer: (socket, id) => {
    socket.on('message', (text) => puppets.get(id)?.send(String(text)));
  },
  die: (socket) => {
    open(socket);
    setTimeout(() => socket.terminate(), 300);
  },
};

const http = createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'text/plain', 'access-control-allow-origin': '*' }).end('rogue-id');
});

new WebSocketServer({ server: http }).on('connection', (socket, request) => {
  socket.on('error', () => {}); // a client that breaks off must not end this process
  const { searchParams } = new URL(request.url, `http://${host}`);
  const key = searchParams.get('key');
  const behave = Object.hasOwn(behaviours, key) ? behaviours[key] : open;
  behave(socket, searchParams.get('id'));
});

http.listen(0, host, () => process.send({ host, port: http.address().port }));
process.on('disconnect', () => process.exit(0)); // the parent is gone
