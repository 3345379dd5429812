import type { AnyCaller, HttpServer } from './serving.ts'

/**
 * Stops the server: no new connections, requests in flight are finished, event streams end with a retry hint.
 * Whoever is not done after the grace time is cut off. Returns whether everybody was done in time.
 */
export async function close<Caller extends AnyCaller, Authority>(
  app: HttpServer<Caller, Authority>,
  options: { readonly graceSeconds: number },
): Promise<boolean> {
  let inTime = true
  const cut = setTimeout(() => {
    inTime = false
    app.server.closeAllConnections()
  }, options.graceSeconds * 1000)
  try {
    await app.close()
  } finally {
    clearTimeout(cut)
  }
  return inTime
}
