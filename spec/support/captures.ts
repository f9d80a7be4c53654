import { readFileSync } from 'node:fs';
import path from 'node:path';

/** One record of what went over the wire between PeerServer 1.0.2 and PeerJS 1.5.5, descriptions shortened. */
export interface Capture {
  readonly scenario: string;
  readonly dir: 'http' | 'client->server' | 'server->client';
  readonly kind: 'http' | 'ws-connect' | 'ws-text';
  readonly who?: string;
  readonly url?: string;
  readonly raw?: string;
  readonly request?: string;
  readonly status?: number;
  readonly body?: string;
}

export const captures: readonly Capture[] = readFileSync(
  path.join('spec', 'fixtures', 'peerserver-1.0.2.jsonl'),
  'utf8',
)
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Capture);

/** The texts that went one way and contain something. */
export const texts = (dir: Capture['dir'], part: string): string[] =>
  captures.filter((capture) => capture.dir === dir && capture.raw?.includes(part)).map(({ raw }) => raw as string);
