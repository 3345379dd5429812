/** How a page may look. `system` follows the device (light or dark). Kept in the cookie `dran_look`. */
export const LOOKS = ['system', 'light', 'dark', 'contrast'] as const
export type Look = (typeof LOOKS)[number]

/** Reads a cookie or form value; anything unknown means "as the device". */
export function lookOr(value: string | undefined): Look {
  return LOOKS.find((look) => look === value) ?? 'system'
}
