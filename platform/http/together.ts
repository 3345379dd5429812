import { LOOK_COOKIE } from './look.ts'
import type { RequestContext } from './serving.ts'

/** Work that is the same for all who ask under the same name. */
export type Together<T> = (name: string, work: () => Promise<T>) => Promise<T>

/**
 * Lets many who ask for the same at once share one piece of work. Nobody gets what was begun before they asked: while
 * one is under way, all who come wait for the next, which is done once for all of them. So an answer is as fresh as if
 * it were made for each alone; whoever asks alone waits for nobody, and the more ask the less each costs.
 */
export function createTogether<T>(): Together<T> {
  const rounds = new Map<string, { readonly running: Promise<T>; next: Promise<T> | undefined }>()

  function begin(name: string, work: () => Promise<T>): Promise<T> {
    const running = work()
    const round = { running, next: undefined }
    rounds.set(name, round)
    const over = () => {
      if (rounds.get(name) === round && !round.next) rounds.delete(name)
    }
    running.then(over, over)
    return running
  }

  return (name, work) => {
    const round = rounds.get(name)
    if (!round) return begin(name, work)
    const start = () => begin(name, work)
    round.next ??= round.running.then(start, start)
    return round.next
  }
}

/**
 * A name for all requests that get the same page, where it shows nothing of whoever asks: the same authority, address,
 * language and look.
 */
export function sharedName(
  request: Pick<RequestContext<unknown, { readonly key: string }>, 'authority' | 'language' | 'cookies'> & {
    readonly here: string
  },
): string {
  const { authority, language, here, cookies } = request
  return JSON.stringify([authority.key, language, cookies.get(LOOK_COOKIE) ?? '', here])
}
