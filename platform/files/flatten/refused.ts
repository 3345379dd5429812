/** Why a file cannot become pages. */
export const FLATTEN_REFUSALS = ['too_many_pages', 'too_many_pixels', 'damaged', 'locked'] as const
export type FlattenRefusal = (typeof FLATTEN_REFUSALS)[number]

/** Thrown inside the sandbox; outside it is a value. */
export class Refused extends Error {
  readonly why: FlattenRefusal
  constructor(why: FlattenRefusal) {
    super(why)
    this.why = why
  }
}
