import pg from 'pg'

/** Whoever waits longer than this for a connection is told that the database is away. Milliseconds. */
const PATIENCE_MS = 5_000

/** A connection for one transaction; given back exactly once, and closed if it is worn or broken. */
export type Taken = { readonly client: pg.PoolClient; giveBack(closing: Error | boolean): void }

/** So many connections at most, opened when they are needed and closed when nobody has used them for a while. */
export type Connections = {
  /**
   * A connection for work of this city: the one that the city had before if that is free, because PostgreSQL keeps its
   * catalogue and its prepared statements there, else any other. First come, first served; rejects after five seconds.
   */
  take(key: string): Promise<Taken>
  /** How many are in use and open, and how many wait for one. */
  counts(): { readonly used: number; readonly open: number; readonly waiting: number }
  close(): Promise<void>
}

type Slot = { readonly pool: pg.Pool; used: boolean }
type Waiting = (slot: Slot) => void

/** Opens nothing yet; each connection is a pool of one, which opens it anew whenever it broke. */
export function openConnections(
  settings: pg.ClientConfig,
  most: number,
  patience = PATIENCE_MS,
): Connections {
  const slots = Array.from({ length: most }, () => openSlot(settings))
  const homes = new Map<string, number>()
  const queue: Waiting[] = []

  function freeSlot(key: string): Slot | undefined {
    const home = homes.get(key) ?? homes.size % most
    homes.set(key, home)
    const inOrder = [...slots.slice(home), ...slots.slice(0, home)]
    return inOrder.find(({ used }) => !used)
  }

  function slotFor(key: string): Promise<Slot> {
    const free = freeSlot(key)
    if (free) {
      free.used = true
      return Promise.resolve(free)
    }
    return new Promise((resolve, reject) => {
      const wait: Waiting = (slot) => {
        clearTimeout(timer)
        resolve(slot)
      }
      const timer = setTimeout(() => {
        queue.splice(queue.indexOf(wait), 1)
        reject(new Error('timeout exceeded when trying to connect'))
      }, patience)
      queue.push(wait)
    })
  }

  function leave(slot: Slot): void {
    const next = queue.shift()
    if (next) next(slot)
    else slot.used = false
  }

  return {
    async take(key) {
      const slot = await slotFor(key)
      try {
        const client = await slot.pool.connect()
        return {
          client,
          giveBack(closing) {
            client.release(closing)
            leave(slot)
          },
        }
      } catch (error) {
        leave(slot)
        throw error
      }
    },
    counts: () => ({
      used: slots.filter(({ used }) => used).length,
      open: slots.reduce((sum, { pool }) => sum + pool.totalCount, 0),
      waiting: queue.length,
    }),
    async close() {
      await Promise.all(slots.map(({ pool }) => pool.end()))
    },
  }
}

function openSlot(settings: pg.ClientConfig): Slot {
  const pool = new pg.Pool({ ...settings, max: 1, connectionTimeoutMillis: PATIENCE_MS })
  // Without a listener an idle connection that breaks would end the process; the next checkout reports it.
  pool.on('error', () => undefined)
  // The same for one that breaks while a transaction has it, between two queries; the next query reports it.
  pool.on('connect', (client) => void client.on('error', () => undefined))
  return { pool, used: false }
}
