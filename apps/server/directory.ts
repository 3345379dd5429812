import type { Authority } from '#platform/db/authority.ts'
import type { Database } from '#platform/db/database.ts'
import { readMigrations } from '#platform/db/migrate.ts'
import type { AuthorityAnswer } from '#platform/http/serving.ts'

/** A demo clock that jumps is noticed within this time. */
const REFRESH_MS = 1_000

/** The authorities as this node knows them, read again once a second. */
export type Directory = {
  all(): readonly Authority[]
  byKey(key: string): Authority | undefined
  /** Which authority answers to a host name; one that is not migrated yet is under maintenance. */
  answer(hostname: string): AuthorityAnswer<Authority> | undefined
  refresh(): Promise<void>
  stop(): void
}

/** Reads the directory and keeps it fresh. */
export async function openDirectory(
  database: Database,
  onError: (error: unknown) => void,
): Promise<Directory> {
  const newest = (await readMigrations()).length
  let authorities: readonly Authority[] = await database.authorities()
  // Migrations expand first and contract a release later, so a schema that is ahead serves this code, too.
  const isOpen = (authority: Authority) => authority.version >= newest
  let asked = 0
  let answered = 0
  const refresh = async () => {
    asked += 1
    const turn = asked
    const read = await database.authorities()
    // Of two readings at the same time the one that was asked for later is the newer, whichever comes first.
    if (turn < answered) return
    answered = turn
    authorities = read
  }
  let busy = false
  const beat = async () => {
    if (busy) return
    busy = true
    await refresh().catch(onError)
    busy = false
  }
  const timer = setInterval(beat, REFRESH_MS)
  timer.unref()
  return {
    all: () => authorities.filter(isOpen),
    byKey: (key) => authorities.find((authority) => authority.key === key),
    answer(hostname) {
      const authority = authorities.find((each) => each.hostnames.includes(hostname.toLowerCase()))
      if (!authority) return undefined
      return { key: authority.key, state: isOpen(authority) ? 'open' : 'maintenance', authority }
    },
    refresh,
    stop: () => clearInterval(timer),
  }
}
