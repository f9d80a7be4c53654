// Run by peer-server.mjs.
import { PeerServer } from 'peer';

const options = JSON.parse(process.argv[2]);
const { host, path, key } = options;

PeerServer(options, (server) => process.send({ host, port: server.address().port, path, key }));
process.on('disconnect', () => process.exit(0)); // the parent is gone
