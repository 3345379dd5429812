/** No sign-in: whoever has the link. */
export const everyone = { who: 'everyone', allows: () => true }
