import { findSite, listSites } from '#features/authority/actions.ts'
import type { Site } from '#features/authority/model.ts'
import { listDevices, pairedDevice } from '#features/device/actions.ts'
import { type Caller, callerName } from '#features/staff/model.ts'
import { asId } from '#kernel/id.ts'
import { isoInstant, parseInstant } from '#kernel/instant.ts'
import { fail, impossible, ok, type Result } from '#kernel/result.ts'
import type { Authority } from '#platform/db/authority.ts'
import { runCommand } from '#platform/db/command.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { bindRoute } from '#platform/http/bind.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import {
  blocksToday,
  drawFromBlock,
  findBlock,
  giveBlock,
  type NumberBlock,
  returnBlock,
} from '../actions.ts'
import {
  drawFromBlockRoute,
  giveBlockRoute,
  numberBlocksRoute,
  returnBlockRoute,
} from '../contract/numberBlock.ts'
import { actsAt, blockHolders, hallStaff, informationDesk, overseers } from '../policy.ts'
import type { HallDeps } from '../routes.ts'
import { isSiteOpen } from './present.ts'

/** Blocks of ticket numbers: handed out, given back, and used. */
export function registerNumberBlockRoutes(
  app: HttpServer<Caller, Authority>,
  { database, links }: HallDeps,
): void {
  async function siteFor(tx: Tx, caller: Caller, key: string): Promise<Result<Site, 'forbidden'>> {
    const site = await findSite(tx, key)
    return site && actsAt(caller, site.id) ? ok(site) : fail('forbidden')
  }

  bindRoute(app, numberBlocksRoute, {
    policy: hallStaff,
    handler: ({ authority, caller, params }) =>
      database.withAuthority(authority, async (tx) => {
        const site = await siteFor(tx, caller, params.site)
        if (!site.ok) return site
        const blocks = await blocksToday(tx, site.value)
        return ok({
          blocks: blocks.map(({ id, day, prefix, first, last, used, holder, deviceId, returnedAt }) => ({
            block: id,
            day,
            prefix,
            first,
            last,
            used,
            holder,
            device: deviceId,
            returnedAt: returnedAt === null ? null : isoInstant(returnedAt),
          })),
        })
      }),
  })

  bindRoute(app, giveBlockRoute, {
    policy: overseers,
    handler: ({ authority, caller, params, body, idempotencyKey: key }) => {
      const command = { key, kind: giveBlockRoute.id, caller: callerName(caller), input: [params, body] }
      return runCommand(database, authority, command, async (tx) => {
        const site = await siteFor(tx, caller, params.site)
        if (!site.ok) return site
        const { devices } = await listDevices(tx, caller)
        const device = devices.find(({ id, siteId }) => id === body.device && siteId === site.value.id)
        if (body.device !== null && !device) return fail('unknown_device')
        const wish = { ...body, holder: body.holder.trim(), deviceId: device?.id ?? null }
        return ok({ block: await giveBlock(tx, site.value, wish) })
      })
    },
  })

  bindRoute(app, returnBlockRoute, {
    policy: overseers,
    handler: ({ authority, caller, params, idempotencyKey: key }) => {
      const command = { key, kind: returnBlockRoute.id, caller: callerName(caller), input: params }
      return runCommand(database, authority, command, async (tx) => {
        const block = await findBlock(tx, asId<'numberBlock'>(params.block))
        if (!block || !actsAt(caller, block.siteId)) return fail('forbidden')
        return (await returnBlock(tx, block.id)) ? ok(undefined) : fail('block_over')
      })
    },
  })

  bindRoute(app, drawFromBlockRoute, {
    policy: blockHolders,
    async handler({ authority, authorization, caller, params, body, idempotencyKey: key }) {
      const command = { key, kind: drawFromBlockRoute.id, caller: callerName(caller), input: [params, body] }
      const drawn = await runCommand(database, authority, command, async (tx) => {
        const block = await findBlock(tx, asId<'numberBlock'>(params.block))
        if (!block || !(await mayUse(tx, block, caller, authorization))) return fail('forbidden')
        const site =
          (await listSites(tx)).find(({ id }) => id === block.siteId) ?? impossible('a block without site')
        const request = {
          matters: body.matters.map(({ service, people }) => ({ serviceKey: service, people })),
          language: body.language,
          channel: caller.kind === 'staff' ? ('desk' as const) : ('kiosk' as const),
          number: body.number,
          drawnAt: parseInstant(body.drawnAt),
        }
        const given = await drawFromBlock(tx, links, { block, site }, request, (at) => isSiteOpen(tx, at))
        if (!given.ok) return given
        const { id, linkGeneration, ticketNumber } = given.value.visit
        return ok({ visit: id, generation: linkGeneration, ticketNumber: ticketNumber ?? '' })
      })
      if (!drawn.ok) return drawn
      // Made after the command, so that no link lies among the stored answers.
      const { visit, generation, ticketNumber } = drawn.value
      return ok({ ticketNumber, token: links.tokenOf(authority.key, visit, generation) })
    },
  })
}

/** Staff of the site, or the device that has the block. */
async function mayUse(
  tx: Tx,
  block: NumberBlock,
  caller: Caller,
  authorization: string | undefined,
): Promise<boolean> {
  if (informationDesk.allows(caller)) return actsAt(caller, block.siteId)
  const token = /^Bearer ([A-Za-z0-9_-]{20,100})$/.exec(authorization ?? '')?.[1]
  const device = await pairedDevice(tx, token)
  return device !== undefined && device.id === block.deviceId && device.siteId === block.siteId
}
