// When an instruction may act: from what was typed to what the server takes. No I/O here.

/** How long an instruction without an end may wait, as the server has it. */
const USUAL_LIFE = '1 minute';

/**
 * @typedef {{ notBefore: string, deadline: string }} Typed as `datetime-local` gives it; empty for
 *   none
 */

/** @returns {Typed} */
export const noTerms = () => ({ notBefore: '', deadline: '' });

/**
 * Why a time does not fit, by field; empty where all fit.
 *
 * @param {Typed} typed
 * @param {number} now milliseconds
 * @returns {{ notBefore?: string, deadline?: string }}
 */
export function wrongTerms({ notBefore, deadline }, now) {
  const begin = notBefore ? Math.max(Date.parse(notBefore), now) : now;
  if (Number.isNaN(begin)) {
    return { notBefore: 'A date and a time are needed' };
  }
  if (!deadline) {
    return {};
  }
  const end = Date.parse(deadline);
  if (Number.isNaN(end)) {
    return { deadline: 'A date and a time are needed' };
  }
  return end > begin ? {} : { deadline: notBefore ? 'It must be after the beginning' : 'It has passed' };
}

/**
 * @param {Typed} typed
 * @returns {{ notBefore?: string, deadline?: string }}
 */
export function termsOf({ notBefore, deadline }) {
  return {
    ...(notBefore ? { notBefore: new Date(notBefore).toISOString() } : {}),
    ...(deadline ? { deadline: new Date(deadline).toISOString() } : {}),
  };
}

/** @param {Typed} typed */
export const deadlineHint = ({ notBefore }) =>
  `Optional. ${USUAL_LIFE} after ${notBefore ? 'the beginning' : 'sending'} otherwise`;
