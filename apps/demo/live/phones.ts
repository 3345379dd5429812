import { HOUR } from '#kernel/instant.ts'
import { monotonic } from '#platform/time/clock.ts'
import type { CityTime } from './time.ts'
import type { Visitor } from './visitor.ts'

/** So many people of a city look at their phone page at once. */
const PHONES = 12
const LONGEST = 2 * HOUR

/** People who follow their turn on the phone, each with an address of their own. */
export type Phones = { watch(token: string): void }

/** Opens phone pages and follows their events, as a browser does: loads the page, then listens. */
export function openPhones(time: CityTime, newVisitor: () => Visitor): Phones {
  let watching = 0

  async function follow(token: string): Promise<void> {
    const visitor = newVisitor()
    const began = monotonic()
    try {
      while (!time.signal.aborted && monotonic() - began < LONGEST) {
        const page = await visitor.page(`/w/${token}`)
        const live = page && /data-live="([^"]+)"/.exec(page)?.[1]
        if (!live) return
        let reload = false
        await visitor.follow(
          live.replaceAll('&amp;', '&'),
          (data) => {
            reload = data.includes('"reload":true')
            return reload ? 'stop' : 'go on'
          },
          time.signal,
        )
        if (!reload) return
      }
    } finally {
      visitor.close()
    }
  }

  return {
    watch(token) {
      if (watching >= PHONES) return
      watching++
      void follow(token).finally(() => {
        watching--
      })
    },
  }
}
