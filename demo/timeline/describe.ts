import { DataConnection, MediaConnection, PeerError } from 'rxpeer';
import { bytesAsText } from '../bytes.js';

/** A value, as written on its marble, and in full. Text only: a marble keeps nothing else alive. */
export interface Described {
  readonly label: string;
  readonly detail: string;
}

/** The longest error type is shown whole; text of a message takes less room. */
const LABEL_LENGTH = 20;
const TEXT_LENGTH = 12;
const DETAIL_LENGTH = 280;

const clip = (text: string, length: number): string => (text.length > length ? `${text.slice(0, length - 1)}…` : text);

/** What others send can be deep, wide, or refuse to be read: two levels of it are enough here. */
const preview = (value: unknown, depth = 2): string => {
  if (typeof value === 'string') return JSON.stringify(clip(value, DETAIL_LENGTH));
  if (typeof value !== 'object' || value === null) return String(value);
  if (value instanceof Date) return String(value);
  if (depth === 0) return Array.isArray(value) ? '[…]' : '{…}';
  const entries = Object.entries(value).slice(0, 8);
  return Array.isArray(value)
    ? `[${entries.map(([, item]) => preview(item, depth - 1)).join(', ')}]`
    : `{ ${entries.map(([key, item]) => `${clip(key, 24)}: ${preview(item, depth - 1)}`).join(', ')} }`;
};

const track = ({ kind, label }: MediaStreamTrack): string => `${kind} ${JSON.stringify(label)}`;

const name = (value: unknown): Described => {
  if (value === undefined) return { label: '', detail: 'no value: that it happened is all' };
  if (typeof value === 'string') return { label: clip(value, TEXT_LENGTH), detail: preview(value) };
  if (value instanceof PeerError) return { label: value.type, detail: `PeerError ${value.type}: ${value.message}` };
  if (value instanceof DataConnection || value instanceof MediaConnection) {
    const type = value instanceof DataConnection ? 'DataConnection' : 'MediaConnection';
    const about = preview({ peer: value.peer, label: value.label, metadata: value.metadata });
    return { label: value instanceof DataConnection ? value.label : 'call', detail: `${type} ${about}` };
  }
  if (value instanceof MediaStream) {
    return { label: 'stream', detail: `MediaStream with ${value.getTracks().map(track).join(', ')}` };
  }
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
    return { label: bytesAsText(value.byteLength), detail: `${value.constructor.name} of ${value.byteLength} bytes` };
  }
  return { label: clip(preview(value, 1), TEXT_LENGTH), detail: preview(value) };
};

export const describe = (value: unknown): Described => {
  const { label, detail } = name(value);
  return { label: clip(label, LABEL_LENGTH), detail: clip(detail, DETAIL_LENGTH) };
};
