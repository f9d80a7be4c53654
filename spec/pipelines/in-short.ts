import type { DataOutput, MediaOutput } from '../../lib/pipelines/output.js';

/** What any connection tells, as a line. */
export const inShort = (output: DataOutput | MediaOutput): string => {
  switch (output.kind) {
    case 'error':
    case 'failed':
      return `${output.kind} ${output.error.type}`;
    case 'closed':
      return `closed by ${output.by}${output.reason === undefined ? '' : `: ${output.reason}`}`;
    default:
      return output.kind;
  }
};
