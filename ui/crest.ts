/** The outline of the plain shield that stands in for a city's crest; 44 by 52 units. */
export const CREST_FIELD = 'M2 2h40v26c0 11-8 18-20 22C10 46 2 39 2 28z'

/** What is on the shield: a tree line and a river. */
export const CREST_SIGN =
  'M13 22l5-10 5 10zM21 22l5-10 5 10zM8 27c5-3 9 3 14 0s9 3 14 0v4c-5 3-9-3-14 0s-9-3-14 0zM10 35c4-3 8 3 12 0s8 3 12 0v4c-4 3-8-3-12 0s-8-3-12 0z'

const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-4 0 52 52"><path fill="#12265a" d="${CREST_FIELD}"/><path fill="#fff" d="${CREST_SIGN}"/></svg>`

/** The shield as a page's icon. Inside the page, so that no browser asks for /favicon.ico. */
export const PAGE_ICON = `data:image/svg+xml,${encodeURIComponent(ICON)}`
