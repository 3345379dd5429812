/** Matters in a query: service keys with the number of people, e.g. identity-card:2,registration:1. */
export const MATTERS_PATTERN = '^[a-z0-9-]{2,40}:[0-9]{1,2}(,[a-z0-9-]{2,40}:[0-9]{1,2}){0,5}$'
