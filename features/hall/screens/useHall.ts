import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { addressOf } from '#platform/http/client.ts'
import { readKey, useRead } from '#ui/console/useRead.ts'
import { counterRoute, hallEventsRoute, hallRoute } from '../contract.ts'

/** Changes that come together are read together. */
const GATHER = 250

/** After a stream was refused, the next try; the browser itself comes again only after a lost line. */
const REOPEN = 5_000

/** Even with nothing heard it is read again: waiting times grow, and while the line is lost it is the only way. */
const ANYWAY = 20_000

/**
 * The hall of a site, kept true: read again whenever the server says that it has changed, and every 20 seconds.
 * `lost` is true while the stream of changes is broken; it comes back by itself.
 */
export function useHall(site: string) {
  const hall = useRead(hallRoute, { params: { site } }, { every: ANYWAY })
  const lost = useHallEvents(site)
  return { hall, lost }
}

function useHallEvents(site: string): boolean {
  const client = useQueryClient()
  const [lost, setLost] = useState(false)
  useEffect(() => {
    let stream: EventSource | undefined
    let gather: ReturnType<typeof setTimeout> | undefined
    let reopen: ReturnType<typeof setTimeout> | undefined
    const read = () => {
      gather = undefined
      void client.invalidateQueries({ queryKey: readKey(hallRoute, { params: { site } }) })
      void client.invalidateQueries({ queryKey: [counterRoute.id] })
    }
    const open = () => {
      stream = new EventSource(addressOf(hallEventsRoute, { params: { site } }))
      stream.onopen = () => {
        setLost(false)
        gather ??= setTimeout(read, 0)
      }
      stream.onmessage = () => {
        gather ??= setTimeout(read, GATHER)
      }
      stream.onerror = () => {
        setLost(true)
        if (stream?.readyState !== EventSource.CLOSED) return
        clearTimeout(reopen)
        reopen = setTimeout(open, REOPEN)
      }
    }
    open()
    return () => {
      stream?.close()
      clearTimeout(gather)
      clearTimeout(reopen)
    }
  }, [client, site])
  return lost
}
