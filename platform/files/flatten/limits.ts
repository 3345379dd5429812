/** The most pages that a file may have. */
export const MOST_PAGES = 30

/** The most pixels that a picture may have: more than the camera of a phone makes. */
export const MOST_PIXELS = 60_000_000

/** The longer side of a page as it is kept, in pixels: an A4 sheet at about 190 dots per inch. */
export const LONG_SIDE = 2_200

/** The most bytes that all pages of a file may have together. */
export const MOST_FLAT_BYTES = 40 * 1024 * 1024

/** How long a file may take, in milliseconds. */
export const FLATTEN_PATIENCE = 60_000
