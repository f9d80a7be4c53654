import type { OutgoingFrame } from '../ports/data-channel.js';
import type { Message } from './backlog.js';

/** Of a message that can be joined, or joins others. */
const onlyFrame = ({ frames }: Message): OutgoingFrame => {
  const [frame] = frames;
  return frame as OutgoingFrame;
};

/**
 * One frame of several messages, and which are in it: all of them, or the first where an application's codec fails to join
 * them. So they are sent all the same, one by one.
 */
export const shareFrame = (
  messages: readonly Message[],
  join: NonNullable<Message['join']>,
): { readonly frame: OutgoingFrame; readonly messages: readonly Message[] } => {
  const frames = messages.map(onlyFrame);
  try {
    if (frames.length > 1) return { frame: join(frames), messages };
  } catch {
    // then as if there were one
  }
  return { frame: frames[0] as OutgoingFrame, messages: messages.slice(0, 1) };
};
