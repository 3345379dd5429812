import { visitOfLink } from '#features/booking/actions.ts'
import type { Caller } from '#features/staff/model.ts'
import type { Visit } from '#features/visit/model.ts'
import { asId, isId } from '#kernel/id.ts'
import { ok } from '#kernel/result.ts'
import type { Authority } from '#platform/db/authority.ts'
import { runCommand } from '#platform/db/command.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { bindPage, type PageAnswer, type PageRequest } from '#platform/http/page.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import { keepLanguage } from '#ui/address.ts'
import { renderDocument } from '#ui/render.ts'
import { askLandlord, confirmAsLandlord, landlordLink, withdrawLandlord } from '../actions.ts'
import { LANDLORD_LINES, type LandlordFault, type TypedConfirmation } from '../model/landlord.ts'
import { holder } from '../policy.ts'
import { LandlordOverPage, LandlordPage } from './LandlordPage.tsx'
import type { PapersPageDeps } from './upload.tsx'

type LandlordRequest = PageRequest<'/landlord/:token', Caller, Authority>

const NOTHING: TypedConfirmation = {
  landlord: '',
  landlordStreet: '',
  landlordTown: '',
  owner: '',
  dwellingStreet: '',
  dwellingTown: '',
  isOwner: '',
  movedIn: '',
  people: '',
  true: '',
}

/** The form that a landlord fills in by a link of their own, and the presses by which a citizen makes and ends the link. */
export function registerLandlord(app: HttpServer<Caller, Authority>, deps: PapersPageDeps): void {
  const { database, links } = deps

  bindPage(app, {
    method: 'GET',
    path: '/landlord/:token',
    policy: holder,
    async handler(request) {
      const link = await database.withAuthority(request.authority, (tx) =>
        landlordLink(tx, links, request.params.token),
      )
      return link ? form(deps, request, { typed: NOTHING }) : over(deps, request, request.query.has('sent'))
    },
  })

  bindPage(app, {
    method: 'POST',
    path: '/landlord/:token',
    policy: holder,
    limit: 'sensitive',
    async handler(request) {
      const { token } = request.params
      const typed = typedIn(request.form)
      const command = {
        key: request.idempotencyKey,
        kind: 'papers.landlord',
        caller: 'landlord',
        input: [token, typed],
      }
      let faults: readonly LandlordFault[] = []
      const done = await runCommand(database, request.authority, command, async (tx) => {
        const confirmed = await confirmAsLandlord(tx, deps, token, typed)
        if (!confirmed.ok) faults = confirmed.faults ?? []
        return confirmed
      })
      if (done.ok) return { kind: 'redirect', to: keepLanguage(request.here)(`/landlord/${token}?sent`) }
      if (done.code === 'faults') return form(deps, request, { typed, faults })
      if (done.code === 'used' || done.code === 'closed') return over(deps, request, false)
      return form(deps, request, { typed, isFull: true })
    },
  })

  const press = (path: '/v/:token/upload/landlord' | '/v/:token/upload/landlord/withdraw', act: Act) =>
    bindPage(app, {
      method: 'POST',
      path,
      policy: holder,
      async handler(request) {
        const { token } = request.params
        await runCommand(database, request.authority, null, async (tx) => {
          const visit = await visitOfLink(tx, links, token)
          if (visit) await act(tx, visit, request.form)
          return ok(null)
        })
        const to = `/v/${encodeURIComponent(token)}/upload#landlord`
        return { kind: 'redirect', to: keepLanguage(request.here)(to) }
      },
    })
  press('/v/:token/upload/landlord', (tx, visit, fields) =>
    askLandlord(tx, links, visit, { matterId: fields.get('matter') ?? '', item: fields.get('item') ?? '' }),
  )
  press('/v/:token/upload/landlord/withdraw', async (tx, visit, fields) => {
    const id = fields.get('link') ?? ''
    if (isId(id)) await withdrawLandlord(tx, visit, asId<'landlordLink'>(id))
  })
}

type Act = (tx: Tx, visit: Visit, fields: URLSearchParams) => Promise<unknown>

function typedIn(fields: URLSearchParams): TypedConfirmation {
  const typed = (name: keyof TypedConfirmation) => (fields.get(name) ?? '').slice(0, 4_000)
  const lines = Object.fromEntries(LANDLORD_LINES.map((name) => [name, typed(name)]))
  return {
    ...NOTHING,
    ...lines,
    isOwner: typed('isOwner'),
    movedIn: typed('movedIn'),
    people: typed('people'),
    true: typed('true'),
  }
}

async function form(
  deps: PapersPageDeps,
  request: LandlordRequest,
  {
    typed,
    faults = [],
    isFull = false,
  }: {
    readonly typed: TypedConfirmation
    readonly faults?: readonly LandlordFault[]
    readonly isFull?: boolean
  },
): Promise<PageAnswer> {
  const body = renderDocument(
    <LandlordPage
      frame={await deps.frame(request)}
      action={keepLanguage(request.here)(`/landlord/${encodeURIComponent(request.params.token)}`)}
      typed={typed}
      faults={faults}
      isFull={isFull}
      idempotencyKey={crypto.randomUUID()}
    />,
  )
  return { kind: 'html', body, status: faults.length > 0 || isFull ? 422 : 200 }
}

async function over(deps: PapersPageDeps, request: LandlordRequest, isSent: boolean): Promise<PageAnswer> {
  const body = renderDocument(<LandlordOverPage frame={await deps.frame(request)} isSent={isSent} />)
  return { kind: 'html', body, status: isSent ? 200 : 404 }
}
