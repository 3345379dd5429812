import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Caller } from '#features/staff/model.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { Database } from '#platform/db/database.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import { admitDevice, whoStays } from '../actions.ts'
import { DEVICE_COOKIE, type Device, deviceOfRoute, type PageKind } from '../model.ts'

/** How often it is looked whether the streams of devices may go on: another node may have unpaired one. Milliseconds. */
const LOOK_EVERY = 2_000

type Stream = {
  readonly authority: Authority
  readonly device: Device | undefined
  readonly end: () => void
}

/**
 * Stands before all routes that are meant for displays and kiosks. Where pairing is required, a browser that is not
 * paired with the site gets nothing: pages send it to its code, the API answers `forbidden`, and streams that are open
 * end. Staff who signed in pass. Gives how to look at the open streams of an authority at once.
 */
export function guardDevices(
  app: HttpServer<Caller, Authority>,
  database: Database,
): (authorityKey: string) => Promise<void> {
  const streams = new Set<Stream>()

  async function look(authorityKey?: string): Promise<void> {
    const open = [...streams].filter(
      ({ authority }) => authorityKey === undefined || authority.key === authorityKey,
    )
    const authorities = new Map(open.map(({ authority }) => [authority.key, authority]))
    for (const authority of authorities.values()) {
      const stays = await database.withAuthority(authority, whoStays)
      for (const stream of open)
        if (stream.authority.key === authority.key && !stays(stream.device)) stream.end()
    }
  }

  app.addHook('onRequest', async (request, reply) => {
    const kind = deviceOfRoute(request.routeOptions.url ?? '')
    if (kind === undefined || request.method === 'HEAD') return
    const { authority, caller, cookies } = app.serving.contextOf(request)
    if (caller.kind === 'staff') return
    const token = cookies.getSecret(DEVICE_COOKIE)
    const siteKey = siteOf(request)
    const { admitted, device } = await database.withAuthority(authority, (tx) =>
      admitDevice(tx, { kind, siteKey, token }),
    )
    if (!admitted) return refuse(app, request, reply, kind)
    if (request.routeOptions.config?.rules?.contract?.kind === 'events')
      follow(streams, { authority, device, end: () => endStream(reply) }, reply)
  })

  // A failure shows at the next look: the database may be away for a moment.
  const timer = setInterval(() => void look().catch(() => undefined), LOOK_EVERY)
  timer.unref()
  app.addHook('onClose', async () => clearInterval(timer))
  return look
}

function siteOf(request: FastifyRequest): string | undefined {
  const { params } = request
  const named = typeof params === 'object' && params !== null && 'site' in params ? params.site : undefined
  return typeof named === 'string' ? named : undefined
}

function refuse(
  app: HttpServer<Caller, Authority>,
  request: FastifyRequest,
  reply: FastifyReply,
  kind: PageKind,
): FastifyReply {
  if (request.routeOptions.config?.rules?.surface === 'page') return reply.redirect(`/pair/${kind}`, 303)
  return app.serving.refuse(request, reply, 'forbidden')
}

function follow(streams: Set<Stream>, stream: Stream, reply: FastifyReply): void {
  streams.add(stream)
  reply.raw.on('close', () => streams.delete(stream))
}

/** The browser comes again, and is refused. */
function endStream(reply: FastifyReply): void {
  if (reply.raw.headersSent) reply.raw.end()
  else reply.raw.destroy()
}
