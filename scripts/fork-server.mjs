import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * Runs a server module in a process of its own and resolves with what it reports once it listens, and `close`.
 * A process, because a PeerServer keeps timers that nothing stops: only ending the process ends it.
 * The module gets its options as JSON in process.argv[2], and must end when its parent disconnects.
 */
export function forkServer(moduleUrl, options = {}) {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(moduleUrl), [JSON.stringify(options)]);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${moduleUrl} ended with ${code} before it listened`)));

    const close = () =>
      new Promise((done) => {
        if (child.exitCode !== null || child.signalCode !== null) return done();
        child.ref();
        child.once('exit', () => done());
        child.kill();
      });

    child.once('message', (report) => {
      // Never keep the parent alive: knip, for one, evaluates karma.conf.js too.
      child.unref();
      child.channel?.unref();
      resolve({ ...report, close });
    });
  });
}
