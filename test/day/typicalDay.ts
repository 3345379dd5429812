/**
 * The day that is played: 140 people with and 105 without an appointment at a site with ten counters. It is drawn by the
 * first seed, not by one that was looked for; DRAN_SEED draws another one. What came of ten is in docs/measured.md.
 */
export const TYPICAL_DAY = {
  ...{ site: 'altmarkt', booked: 140, spontaneous: 105 },
  seed: process.env.DRAN_SEED ?? '1',
} as const
