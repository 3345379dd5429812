import { addressOf } from '#platform/http/client.ts'
import { hallEventsRoute } from '../contract.ts'

/** After a stream was refused, the next try; the browser itself comes again only after a lost line (milliseconds). */
const REOPEN = 5_000

/** Who wants to hear of changes of a hall. */
export type HallListener = {
  /** Something may have changed, or the line is there (again). */
  readonly news: () => void
  readonly lost: (lost: boolean) => void
}

type Line = { readonly listeners: Set<HallListener>; isLost: boolean; close: () => void }
const lines = new Map<string, Line>()

/**
 * Listens to the changes of a site's hall until the answer is called. However many parts of a screen listen, there is
 * one line for each site: browsers have only six to a server, for all tabs together.
 */
export function listenToHall(site: string, listener: HallListener): () => void {
  const line = lines.get(site) ?? openLine(site)
  lines.set(site, line)
  line.listeners.add(listener)
  if (line.isLost) listener.lost(true)
  return () => {
    line.listeners.delete(listener)
    if (line.listeners.size > 0) return
    line.close()
    lines.delete(site)
  }
}

function openLine(site: string): Line {
  let stream: EventSource | undefined
  let reopen: ReturnType<typeof setTimeout> | undefined
  const line: Line = {
    listeners: new Set(),
    isLost: false,
    close() {
      stream?.close()
      clearTimeout(reopen)
    },
  }
  const tell = (lost: boolean) => {
    line.isLost = lost
    for (const listener of line.listeners) listener.lost(lost)
  }
  const news = () => {
    for (const listener of line.listeners) listener.news()
  }
  const open = () => {
    stream = new EventSource(addressOf(hallEventsRoute, { params: { site } }))
    stream.onopen = () => {
      tell(false)
      news()
    }
    stream.onmessage = news
    stream.onerror = () => {
      tell(true)
      if (stream?.readyState !== EventSource.CLOSED) return
      clearTimeout(reopen)
      reopen = setTimeout(open, REOPEN)
    }
  }
  open()
  return line
}
