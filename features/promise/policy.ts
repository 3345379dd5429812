/** Open to everybody: citizens and their programs. */
export const everyone = { who: 'everyone', allows: () => true }
