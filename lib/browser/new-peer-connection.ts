import { closedPeerConnections } from './closed-peer-connections.js';

/** Constructs one. Where Chromium says that there are too many, once more when the closed ones are collected. */
export const newPeerConnection = (config: RTCConfiguration): RTCPeerConnection => {
  try {
    return new RTCPeerConnection(config);
  } catch (error) {
    if ((error as Error).name !== 'UnknownError' || !closedPeerConnections.collect()) throw error;
    return new RTCPeerConnection(config);
  }
};
