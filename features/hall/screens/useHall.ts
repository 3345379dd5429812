import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { readKey, useRead } from '#ui/console/useRead.ts'
import { returningRoute } from '../contract/returning.ts'
import { counterRoute, hallRoute } from '../contract.ts'
import { listenToHall } from './hallStream.ts'

/** Changes that come together are read together. */
const GATHER = 250

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
    let gather: ReturnType<typeof setTimeout> | undefined
    const read = () => {
      gather = undefined
      void client.invalidateQueries({ queryKey: readKey(hallRoute, { params: { site } }) })
      void client.invalidateQueries({ queryKey: [counterRoute.id] })
      void client.invalidateQueries({ queryKey: readKey(returningRoute, { params: { site } }) })
    }
    const news = () => {
      gather ??= setTimeout(read, GATHER)
    }
    const stop = listenToHall(site, { news, lost: setLost })
    return () => {
      stop()
      clearTimeout(gather)
    }
  }, [client, site])
  return lost
}
