import { withCandidates } from '../../lib/negotiation/with-candidates.js';
import { fakeCandidate } from '../support/fake-peer-connection.js';

const description = (sdp: string) => ({ type: 'offer', sdp }) as const;
const SESSION = 'v=0\r\ns=-\r\na=group:BUNDLE 0 1\r\n';
const AUDIO = 'm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\n';
const DATA = 'm=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:1\r\n';
const [first, second, third] = [fakeCandidate(1), fakeCandidate(2), fakeCandidate(3)];
const line = ({ candidate = '' }: RTCIceCandidateInit): string => `a=${candidate}\r\n`;

describe('withCandidates', () => {
  it('puts each candidate at the end of the section it belongs to, in order', () => {
    const [ofData, more] = [
      { ...second, sdpMLineIndex: 1 },
      { ...third, sdpMLineIndex: 1 },
    ];
    expect(withCandidates(description(SESSION + AUDIO + DATA), [ofData, first, more])).toEqual({
      description: description(SESSION + AUDIO + line(first) + DATA + line(ofData) + line(more)),
      rest: [],
    });
  });

  it('leaves a description alone where there are none', () => {
    const given = description(SESSION + AUDIO);
    expect(withCandidates(given, [])).toEqual({ description: given, rest: [] });
  });

  it.each([
    ['no section of that number', { ...first, sdpMLineIndex: 1 }],
    ['no number', { candidate: first.candidate ?? '', sdpMid: '0' }],
    ['a number that is none', { ...first, sdpMLineIndex: null }],
    ['a negative number', { ...first, sdpMLineIndex: -1 }],
  ])('gives back a candidate with %s', (_name, stray) => {
    expect(withCandidates(description(SESSION + AUDIO), [stray, first])).toEqual({
      description: description(SESSION + AUDIO + line(first)),
      rest: [stray],
    });
  });

  it('gives all of them back where there is no section', () => {
    for (const sdp of ['', SESSION]) {
      expect(withCandidates(description(sdp), [first])).toEqual({ description: description(sdp), rest: [first] });
    }
  });

  it('takes for a section only what begins a line', () => {
    const sdp = `${SESSION}i=m=audio\r\n`;
    expect(withCandidates(description(sdp), [first]).rest).toEqual([first]);
  });

  it('reads sections whatever ends their lines', () => {
    const sdp = 'v=0\nm=audio 9\na=mid:0\n';
    expect(withCandidates(description(sdp), [first]).description.sdp).toBe(sdp + line(first));
  });
});
