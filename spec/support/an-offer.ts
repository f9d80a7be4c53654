/** The OFFER of a stranger, as the server hands it out. */
export const anOffer = (connectionId: string, payload: object = {}) => ({
  type: 'OFFER',
  src: 'eve',
  payload: {
    sdp: { type: 'offer', sdp: 's=fake offer 1' },
    type: 'data',
    connectionId,
    serialization: 'binary',
    ...payload,
  },
});
