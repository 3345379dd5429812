import { getSettings } from '#features/authority/actions.ts'
import type { Caller } from '#features/staff/model.ts'
import type { Links } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import { impossible, ok, type Result } from '#kernel/result.ts'
import { isLinkToken } from '#platform/crypto/token.ts'
import type { Authority } from '#platform/db/authority.ts'
import { runCommand } from '#platform/db/command.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { bindPage, type PageAnswer, type PageRequest } from '#platform/http/page.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import { keepLanguage } from '#ui/address.ts'
import {
  acceptOffer,
  confirmWish,
  type DescribedWish,
  declineOffer,
  describeWish,
  leaveList,
  linkedWish,
} from '../actions.ts'
import { UnknownLinkPage } from './LinkPages.tsx'
import { type PersonProblem, personProblemInWords } from './refusal.ts'
import { type BookingPageDeps, html } from './view.ts'
import { ConfirmWishPage, EndedWishPage, LeavePage, OfferPage, WaitingPage } from './WishPages.tsx'

type WishRequest = PageRequest<'/wish/:token', Caller, Authority>

// 128 bits cannot be guessed, so reading is not limited more than elsewhere.
const holder = { who: 'everyone with the link', allows: () => true }

/** The page behind the link of a wish: join, see the place in the line, answer an offer, leave. */
export function registerWish(app: HttpServer<Caller, Authority>, deps: BookingPageDeps): void {
  const { links } = deps

  bindPage(app, {
    method: 'GET',
    path: '/wish/:token',
    policy: holder,
    handler: async (request) => statePage(deps, request, await read(deps, request)),
  })

  bindPage(app, {
    method: 'POST',
    path: '/wish/:token/confirm',
    policy: holder,
    limit: 'sensitive',
    async handler(request) {
      const joined = await command(deps, request, 'confirm', (tx, id) => confirmWish(tx, links, id))
      if (!joined) return unknownLink(deps, request)
      if (joined.ok || joined.code !== 'too_many_names') return backTo(request)
      return statePage(deps, request, await read(deps, request), joined.code)
    },
  })

  bindPage(app, {
    method: 'POST',
    path: '/wish/:token/accept',
    policy: holder,
    async handler(request) {
      const accepted = await command(deps, request, 'accept', async (tx, id) => {
        if (!(await isShown(tx, links, request))) return { ok: false, code: 'offer_over' } as const
        const taken = await acceptOffer(tx, links, id)
        return taken.ok ? ok({ id: taken.value.id, generation: taken.value.linkGeneration }) : taken
      })
      if (!accepted) return unknownLink(deps, request)
      if (!accepted.ok) {
        const problem = PERSON_PROBLEMS.find((code) => code === accepted.code)
        return problem
          ? statePage(deps, request, await read(deps, request), problem)
          : backTo(request, 'over=1')
      }
      const { id, generation } = accepted.value
      const token = links.tokenOf(request.authority.key, id, generation)
      return { kind: 'redirect', to: keepLanguage(request.here)(`/v/${token}`) }
    },
  })

  bindPage(app, {
    method: 'POST',
    path: '/wish/:token/decline',
    policy: holder,
    handler: (request) =>
      act(deps, request, 'decline', async (tx, id) =>
        (await isShown(tx, links, request)) ? declineOffer(tx, id) : ok(null),
      ),
  })

  bindPage(app, {
    method: 'GET',
    path: '/wish/:token/leave',
    policy: holder,
    async handler(request) {
      const found = await read(deps, request)
      if (!found) return unknownLink(deps, request)
      if (found.described.wish.state === 'ended') return backTo(request)
      return html(<LeavePage {...(await propsOf(deps, request, found))} />)
    },
  })

  bindPage(app, {
    method: 'POST',
    path: '/wish/:token/leave',
    policy: holder,
    handler: (request) => act(deps, request, 'leave', (tx, id) => leaveList(tx, id, 'left')),
  })
}

const PERSON_PROBLEMS = ['has_open_booking', 'too_many_names', 'contact_paused'] as const

type Found = { readonly described: DescribedWish; readonly timeZone: string; readonly phone: string }

function read({ database, links }: BookingPageDeps, request: WishRequest): Promise<Found | undefined> {
  const { token } = request.params
  if (!isLinkToken(token)) return Promise.resolve(undefined)
  return database.withAuthority(request.authority, async (tx) => {
    const wish = await linkedWish(tx, links, token)
    if (!wish) return undefined
    const { timeZone, contact } = await getSettings(tx)
    return { described: await describeWish(tx, wish), timeZone, phone: contact.phone }
  })
}

/** Is the offer that the pressed page showed still the one that stands? Another must not be taken by mistake. */
async function isShown(tx: Tx, links: Links, request: WishRequest): Promise<boolean> {
  const wish = await linkedWish(tx, links, request.params.token)
  const offer = wish && (await describeWish(tx, wish)).offer
  return offer !== undefined && String(offer.startsAt) === request.form.get('starts')
}

async function statePage(
  deps: BookingPageDeps,
  request: WishRequest,
  found: Found | undefined,
  problem?: PersonProblem,
): Promise<PageAnswer> {
  if (!found) return unknownLink(deps, request)
  const props = await propsOf(deps, request, found)
  const { wish, offer } = found.described
  switch (wish.state) {
    case 'asked':
      return html(
        <ConfirmWishPage {...props} full={problem && { phone: found.phone }} />,
        problem ? 409 : 200,
      )
    case 'waiting':
      if (offer) {
        const said = problem && personProblemInWords(problem, found.phone, request.language)
        return html(<OfferPage {...props} offer={offer} problem={said} />, problem ? 409 : 200)
      }
      return html(<WaitingPage {...props} over={request.query.has('over')} />)
    case 'ended':
      return html(<EndedWishPage {...props} why={wish.whyEnded ?? impossible('an end without a reason')} />)
  }
}

async function propsOf(deps: BookingPageDeps, request: WishRequest, { described, timeZone }: Found) {
  const { token } = request.params
  const here = keepLanguage(request.here)(`/wish/${token}`)
  return {
    frame: await deps.frame({ ...request, here }),
    token,
    described,
    timeZone,
    idempotencyKey: crypto.randomUUID(),
  }
}

/** Runs a command for the wish behind the link; undefined for a link that opens nothing. */
async function command<T, Code extends string>(
  { database, links }: BookingPageDeps,
  request: WishRequest,
  kind: string,
  work: (tx: Tx, id: Id<'wish'>) => Promise<Result<T, Code>>,
): Promise<Result<T, Code> | undefined> {
  const { params, authority, idempotencyKey: key } = request
  if (!isLinkToken(params.token)) return undefined
  const wish = await database.withAuthority(authority, (tx) => linkedWish(tx, links, params.token))
  if (!wish) return undefined
  const once = { key, kind: `waitlist.${kind}`, caller: `link ${params.token}`, input: {} }
  return runCommand(database, authority, once, (tx) => work(tx, wish.id))
}

/** A command after which the page says by itself what is true. */
async function act(
  deps: BookingPageDeps,
  request: WishRequest,
  kind: string,
  work: (tx: Tx, id: Id<'wish'>) => Promise<Result<null, string>>,
): Promise<PageAnswer> {
  return (await command(deps, request, kind, work)) ? backTo(request) : unknownLink(deps, request)
}

function backTo(request: WishRequest, query?: string): PageAnswer {
  const path = `/wish/${request.params.token}`
  return { kind: 'redirect', to: keepLanguage(request.here)(query ? `${path}?${query}` : path) }
}

async function unknownLink(deps: BookingPageDeps, request: WishRequest): Promise<PageAnswer> {
  const { contact } = await deps.database.withAuthority(request.authority, getSettings)
  const here = keepLanguage(request.here)(`/wish/${request.params.token}`)
  return html(<UnknownLinkPage frame={await deps.frame({ ...request, here })} phone={contact.phone} />, 404)
}
