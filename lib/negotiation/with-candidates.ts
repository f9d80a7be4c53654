import type { Candidate, Description } from '../ports/peer-connection.js';

/** Where the section of a medium begins (RFC 8866, section 5.14). */
const SECTION = /^(?=m=)/m;

/** What a description and candidates have become. */
export interface WithCandidates {
  readonly description: Description;
  /** Those that belong to no section of it. */
  readonly rest: readonly Candidate[];
}

/** Puts candidates into the sections of a description that they belong to (RFC 8839, section 5.1). */
export const withCandidates = (description: Description, candidates: readonly Candidate[]): WithCandidates => {
  const [session = '', ...sections] = description.sdp.split(SECTION);
  const belongs = ({ sdpMLineIndex }: Candidate): boolean => sections[sdpMLineIndex ?? NaN] !== undefined;
  const linesOf = (index: number): readonly string[] =>
    candidates.filter(({ sdpMLineIndex }) => sdpMLineIndex === index).map(({ candidate = '' }) => `a=${candidate}\r\n`);
  return {
    description: {
      ...description,
      sdp: [session, ...sections.flatMap((section, index) => [section, ...linesOf(index)])].join(''),
    },
    rest: candidates.filter((candidate) => !belongs(candidate)),
  };
};
