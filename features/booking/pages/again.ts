/** Says that this browser has chosen to book anew with its papers; which they are, the database knows by its secret. */
export const AGAIN_COOKIE = 'dran_again'
