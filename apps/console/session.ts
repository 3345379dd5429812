import type { Client } from '#platform/http/client.ts'

/**
 * A client that tells when a call was refused because nobody is signed in any more. The failure itself goes on to
 * the screen, which keeps what was typed.
 */
export function watchingClient(call: Client, onExpired: () => void): Client {
  return async (route, input, options) => {
    const answer = await call(route, input, options)
    if (!answer.ok && answer.code === 'unauthenticated') onExpired()
    return answer
  }
}
