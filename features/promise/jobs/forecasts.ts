import type { ReadForecasts } from '#features/booking/actions.ts'
import type { CallForetold } from '#features/booking/model/help.ts'
import type { Promises } from '#features/hall/actions.ts'
import { howTold, type Told } from '#features/hall/model.ts'
import type { ReadPublicWaits } from '../actions.ts'

/**
 * What booking tells of halls where no time is free: of one matter the very words that everybody reads of all sites, of
 * several together what the same looks say of them.
 */
export function createForecasts({
  publicWaits,
  promises,
}: {
  readonly publicWaits: ReadPublicWaits
  readonly promises?: Promises
}): ReadForecasts {
  return async (authority) => {
    const { sites } = await publicWaits(authority)
    return (siteId, asked) => {
      const waits = sites.find(({ site }) => site.id === siteId)
      const services = waits?.services.filter(({ service }) => asked.includes(service.id)) ?? []
      const [first, ...more] = services
      if (!waits || !first || waits.closesAt === null || services.length < new Set(asked).size)
        return undefined
      const told =
        more.length === 0
          ? first.arriving.find(({ inMinutes }) => inMinutes === 0)?.told
          : promises?.outlook(authority, waits.site, asked)
      return {
        stopped: services.some(({ intake }) => intake.stop !== null),
        doubtful: services.some(({ intake }) => (intake.seen?.stop ?? null) !== null),
        call: told ? callOf(told) : null,
      }
    }
  }
}

function callOf(told: Told): CallForetold {
  const { from, until, aboutMinutes } = told
  const way = howTold(told)
  return { from, until, aboutMinutes, way: way === 'long' ? 'about' : way }
}
