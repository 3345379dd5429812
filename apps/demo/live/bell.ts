/** Tells those who listen at this moment that something happened. */
export type Bell = { ring(): void; rung(): Promise<void> }

/** A bell: everybody who waits for it hears it once. */
export function createBell(): Bell {
  let listening = Promise.withResolvers<void>()
  return {
    ring() {
      listening.resolve()
      listening = Promise.withResolvers<void>()
    },
    rung: () => listening.promise,
  }
}
