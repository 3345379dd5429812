/** Questions of a booking: what for, when, who, and the check. */
export const STEPS = 4
