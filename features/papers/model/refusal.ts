/** Why a file was not taken. Each has a sentence for who handed it in. */
export const REFUSAL_REASONS = [
  /** Not one byte. */
  'empty',
  'too_large',
  /** No PDF, JPEG, PNG or HEIC by what is in it. */
  'wrong_kind',
  /** What is in it is not what its name says. */
  'other_kind',
  'too_many_pages',
  'too_many_pixels',
  /** It cannot be read: cut off, broken, or its reader fell over it. */
  'damaged',
  /** A password protects it. */
  'locked',
  /** The scanner found something in it that does harm. */
  'hostile',
] as const
export type RefusalReason = (typeof REFUSAL_REASONS)[number]
