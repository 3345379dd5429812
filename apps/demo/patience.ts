import { setTimeout as sleep } from 'node:timers/promises'
import { isOverloaded } from '#platform/db/failure.ts'

/** So often is begun what a busy machine breaks off, with such a pause between (milliseconds). */
const TRIES = 10
const PAUSE = 5_000

/**
 * Does what a start needs of the database, again when a busy machine breaks it off (a statement that met its time
 * limit): `say` is called once, so that nobody takes the pause for the end. Any other failure goes out at once.
 */
export async function patiently<T>(work: () => Promise<T>, say: () => void, pause = PAUSE): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await work()
    } catch (error) {
      if (tried >= TRIES || !isOverloaded(error)) throw error
      if (tried === 1) say()
      await sleep(pause)
    }
  }
}
