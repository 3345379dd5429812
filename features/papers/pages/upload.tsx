import { createHash } from 'node:crypto'
import { browserOf, heldBooking, visitOfLink } from '#features/booking/actions.ts'
import type { Caller } from '#features/staff/model.ts'
import type { Links, Visit } from '#features/visit/model.ts'
import { asId, isId } from '#kernel/id.ts'
import type { Instant } from '#kernel/instant.ts'
import { fail, ok } from '#kernel/result.ts'
import type { Authority } from '#platform/db/authority.ts'
import { runCommand } from '#platform/db/command.ts'
import type { Database } from '#platform/db/database.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { bindPage, type PageAnswer, type PageRequest } from '#platform/http/page.ts'
import { ownPath } from '#platform/http/paths.ts'
import type { HttpServer, Policy } from '#platform/http/serving.ts'
import type { FormPart } from '#platform/http/uploads.ts'
import { keepLanguage } from '#ui/address.ts'
import type { FrameOf } from '#ui/frame.ts'
import { renderDocument } from '#ui/render.ts'
import { handedIn, landlordPapers, placesLeft, takeBack, takeFile, type Vault } from '../actions.ts'
import { MOST_BYTES, MOST_FILES, shownFileName, takesPapersNow } from '../model.ts'
import { holder, keeper } from '../policy.ts'
import { UploadPage, type UploadProblem } from './UploadPage.tsx'

/** What the pages stand on. */
export type PapersPageDeps = {
  readonly database: Database
  readonly links: Links
  readonly vault: Vault
  readonly frame: FrameOf<Authority>
}

type UploadRequest = PageRequest<'/', Caller, Authority>

/** Two ways to a visit whose papers are handed in: its link, and the hold of a browser that fills in the form. */
type Way = {
  readonly path: '/v/:token/upload' | '/booking/upload'
  readonly policy: Policy<Caller>
  /** Where the parts of files are sent. */
  readonly parts: (request: UploadRequest) => string
  /** The visit, and until when it is held; undefined where the way leads to none. */
  readonly find: (tx: Tx, request: UploadRequest) => Promise<Found | undefined>
  /** Where it leads back to, which also says what has become of a dead link or hold. */
  readonly back: (request: UploadRequest) => string
}
type Found = { readonly visit: Visit; readonly hold?: { readonly until: Instant; readonly now: Instant } }

/** So many forms with files are read at once; who comes then is asked to come again. */
const MOST_AT_ONCE = 8

/** The pages on which papers are handed in: by the link of a visit, and as a step of the booking itself. */
export function registerUpload(app: HttpServer<Caller, Authority>, deps: PapersPageDeps): void {
  const { database, links } = deps
  let reading = 0

  const byLink: Way = {
    path: '/v/:token/upload',
    policy: holder,
    parts: (request) => `/api/visits/${encodeURIComponent(tokenOf(request))}/papers`,
    async find(tx, request) {
      const visit = await visitOfLink(tx, links, tokenOf(request))
      return visit && { visit }
    },
    back: (request) => keepLanguage(request.here)(`/v/${encodeURIComponent(tokenOf(request))}`),
  }
  const byHold: Way = {
    path: '/booking/upload',
    policy: keeper,
    parts: () => '/api/hold/papers',
    async find(tx, { cookies }) {
      const held = await heldBooking(tx, browserOf(cookies))
      return held && { visit: held.visit, hold: { until: held.until, now: tx.now } }
    },
    // An address that somebody has made up may be none to go to.
    back: ({ here }) =>
      ownPath(here.replace(/^\/booking\/upload(\/remove)?/, '/booking/check')) ?? '/booking',
  }

  for (const way of [byLink, byHold]) {
    bindPage(app, {
      method: 'GET',
      path: way.path,
      policy: way.policy,
      handler: (request) => show(deps, way, request, {}),
    })

    bindPage(app, {
      method: 'POST',
      path: way.path,
      policy: way.policy,
      files: { files: MOST_FILES.confirmed, bytes: MOST_BYTES },
      async handler(request) {
        if (reading >= MOST_AT_ONCE) return { kind: 'failure', code: 'busy' }
        reading += 1
        try {
          return await receive(app, deps, way, request)
        } finally {
          reading -= 1
        }
      },
    })

    bindPage(app, {
      method: 'POST',
      path: `${way.path}/remove`,
      policy: way.policy,
      async handler(request) {
        const file = request.form.get('file') ?? ''
        await database.withAuthority(request.authority, async (tx) => {
          const found = await way.find(tx, request)
          if (found && isId(file)) await takeBack(tx, found.visit, asId<'paperFile'>(file))
        })
        return { kind: 'redirect', to: withWord(addressOf(way, request), 'removed') }
      },
    })
  }
}

function tokenOf({ params }: UploadRequest): string {
  return String(Reflect.get(Object(params), 'token') ?? '')
}

/** The page's own address, without the words of what was just done. */
function addressOf(way: Way, request: UploadRequest): string {
  const [, query = ''] = request.here.split('?')
  const parameters = new URLSearchParams(query)
  for (const word of ['sent', 'removed']) parameters.delete(word)
  const path = way.path.replace(':token', () => encodeURIComponent(tokenOf(request)))
  return ownPath(parameters.size > 0 ? `${path}?${parameters}` : path) ?? path
}

function withWord(address: string, word: string): string {
  return `${address}${address.includes('?') ? '&' : '?'}${word}`
}

type Outcome = {
  readonly problems?: readonly UploadProblem[]
  readonly sent?: number
  readonly chosen?: string
}

async function show(
  deps: PapersPageDeps,
  way: Way,
  request: UploadRequest,
  outcome: Outcome,
): Promise<PageAnswer> {
  const back = way.back(request)
  const known = await deps.database.withAuthority(request.authority, async (tx) => {
    const found = await way.find(tx, request)
    if (!found || !takesPapersNow(found.visit)) return undefined
    const papers = await handedIn(tx, found.visit)
    return papers.length > 0
      ? {
          ...found,
          handedIn: papers,
          places: await placesLeft(tx, found.visit),
          byLandlord: found.hold ? [] : await landlordPapers(tx, deps.links, found.visit),
        }
      : undefined
  })
  if (!known) return { kind: 'redirect', to: back }
  const address = addressOf(way, request)
  const { problems = [], chosen } = outcome
  const body = renderDocument(
    <UploadPage
      {...known}
      frame={await deps.frame({ ...request, here: address })}
      action={address}
      parts={way.parts(request)}
      origin={request.origin}
      back={back}
      sent={outcome.sent ?? Number(request.query.get('sent') ?? 0)}
      removed={request.query.has('removed')}
      problems={problems}
      chosen={chosen}
      idempotencyKey={crypto.randomUUID()}
    />,
  )
  return { kind: 'html', body, status: problems.length > 0 ? 422 : 200 }
}

/** Takes what a form sends, file by file; what cannot be taken is said by its name, what can is there. */
async function receive(
  app: HttpServer<Caller, Authority>,
  deps: PapersPageDeps,
  way: Way,
  request: UploadRequest,
): Promise<PageAnswer> {
  const problems: UploadProblem[] = []
  const fields = new Map<string, string>()
  let sent = 0
  let files = 0
  for await (const part of request.parts) {
    if (part.kind === 'field') fields.set(part.name, part.value)
    else if (part.kind === 'file') {
      const code = await take(app, deps, way, request, { fields, part, nth: files++ })
      if (code === 'gone') return { kind: 'redirect', to: way.back(request) }
      const name = shownFileName(part.fileName)
      if (code === 'taken') sent += 1
      else if (code === 'too_many_files' || code === 'unknown_paper') problems.push({ code })
      else problems.push({ code, name })
    } else problems.push({ code: part.kind === 'too_many' ? 'too_many_files' : 'broken' })
  }
  if (files === 0 && problems.length === 0) problems.push({ code: 'no_file' })
  if (problems.length === 0)
    return { kind: 'redirect', to: withWord(addressOf(way, request), `sent=${sent}`) }
  const chosen = fields.get('paper')
  return show(deps, way, request, { problems, sent, ...(chosen === undefined ? {} : { chosen }) })
}

/** Takes one file, once for the form's key and its place in the form. */
async function take(
  app: HttpServer<Caller, Authority>,
  { database, vault }: PapersPageDeps,
  way: Way,
  request: UploadRequest,
  file: {
    readonly fields: ReadonlyMap<string, string>
    readonly part: Extract<FormPart, { kind: 'file' }>
    readonly nth: number
  },
) {
  const { part, fields, nth } = file
  const [matter = '', ...words] = (fields.get('paper') ?? '').split(':')
  const item = words.join(':')
  if (part.content === null) return 'too_large'
  if (!isId(matter)) return 'unknown_paper'
  const content = part.content
  const digest = createHash('sha256').update(content).digest('base64url')
  const key = keyOfPart(fields.get('idempotencyKey') ?? '', nth)
  const command = { key, kind: 'papers.upload', caller: way.path, input: [part.fileName, digest] }
  const find = (tx: Tx) => way.find(tx, request)
  const found = await database.withAuthority(request.authority, find)
  if (!found) return 'gone'
  await app.serving.count('booking', [`papers ${found.visit.id}`])
  const taken = await runCommand(database, request.authority, command, async (tx) => {
    const still = await find(tx)
    if (!still) return fail('closed')
    const announced = {
      matterId: asId<'matter'>(matter),
      item: item === '' ? null : item,
      name: part.fileName,
      content,
    }
    const id = await takeFile(tx, vault, still.visit, announced)
    return id.ok ? ok(null) : id
  })
  if (taken.ok) return 'taken'
  return taken.code === 'closed' ? 'gone' : taken.code
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** A command's key of its own for each file of a form; a new one where the form has none. */
function keyOfPart(key: string, nth: number): string {
  if (!UUID.test(key)) return crypto.randomUUID()
  const hex = createHash('sha256').update(`${key.toLowerCase()} ${nth}`).digest('hex')
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-')
}
