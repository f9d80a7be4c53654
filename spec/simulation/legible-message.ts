import type { WireMessage } from '../support/fake-peer-server.js';

/** What of a payload tells one from another. */
interface Legible {
  readonly connectionId?: string;
  readonly rxpeer?: { readonly close?: string };
}

/** A message in a line: what it is, who says it to whom, and which connection it is about. */
export const legibleMessage = ({ type, src, dst, payload }: WireMessage): string => {
  const { connectionId, rxpeer } = (payload ?? {}) as Legible;
  const close = rxpeer?.close === undefined ? '' : ` close ${rxpeer.close}`;
  return `${type}${close} ${src ?? ''} > ${dst ?? ''} ${connectionId ?? ''}`.trimEnd();
};
