/** No sign-in: an agent shows the secret with which it was paired. */
export const everyone = { who: 'everyone with the secret of an agent', allows: () => true }

/** No sign-in: an agent that is not paired yet. */
export const newcomers = { who: 'everyone', allows: () => true }
