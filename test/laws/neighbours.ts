import type pg from 'pg'
import { impossible } from '#kernel/result.ts'
import type { Authority } from '#platform/db/authority.ts'
import { asOwner } from '#test/city.ts'
import { type Ground, signIn } from './ground.ts'
import { randomFrom } from './history/random.ts'
import { type Answer, type Visitor, visitor } from './http.ts'

/** One authority as its clients see it. */
type Side = {
  readonly authority: Authority
  readonly host: string
  /** What only this authority writes; it must never be read at the other one. */
  readonly marks: readonly string[]
  readonly name: string
  readonly agents: readonly Visitor[]
  readonly tokens: string[]
}

/** What came of asking two authorities at once: everything that one answered and that belongs to the other. */
export type Neighbours = {
  readonly answers: number
  readonly refused: number
  readonly foreign: readonly string[]
  readonly failed: readonly string[]
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g
const AT_ONCE = 8
/**
 * So often a connection of the pool is cut off in the middle of whatever it does, unless somebody says otherwise: the
 * next one has to read everything about both authorities' tables anew.
 */
const CUT_EVERY = 60

/**
 * Reads and writes at two authorities of one server at the same time, with refused commands, reused keys and broken
 * connections between, and looks in every answer for what belongs to the other.
 */
export async function askTwo(
  ground: Ground,
  options: { readonly operations: number; readonly seed: number; readonly cutEvery?: number },
): Promise<Neighbours> {
  const random = randomFrom(options.seed)
  const pick = <T>(list: readonly T[]): T =>
    list[Math.floor(random() * list.length)] ?? impossible('nothing to pick')
  const sides = [
    await openSide(
      ground,
      ground.authority,
      '127.0.0.1',
      ['Stadt Neuwalden', 'City of Neuwalden'],
      'Anna von Neuwalden',
    ),
    await openSide(
      ground,
      ground.other,
      'zweitstadt.localhost',
      ['Stadt Zweitstadt', 'City of Zweitstadt'],
      'Bodo von Zweitstadt',
    ),
  ] as const
  const ids = await Promise.all(sides.map((side) => idsOf(ground, side.authority)))
  const seen: { readonly side: number; readonly what: string; readonly text: string }[] = []
  const failed: string[] = []
  let refused = 0

  async function ask(index: number, owner: pg.Client): Promise<void> {
    const at = random() < 0.5 ? 0 : 1
    const side = sides[at]
    const agent = pick(side.agents)
    const what = pick(OPERATIONS)
    const answer = await what.ask({ side, agent, random, port: ground.port }).catch((error: unknown) => {
      failed.push(`${what.name}: ${String(error)}`)
      return undefined
    })
    if (index % (options.cutEvery ?? CUT_EVERY) === 0) await cutOne(owner)
    if (!answer) return
    if (answer.status >= 400) refused++
    if (answer.status >= 500 && answer.status !== 503) failed.push(`${what.name}: ${answer.text}`)
    seen.push({ side: at, what: what.name, text: `${JSON.stringify(answer.headers)} ${answer.text}` })
  }

  let begun = 0
  await asOwner(ground.city.ownerUrl, (owner) =>
    Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (let index = begun++; index < options.operations; index = begun++) await ask(index, owner)
      }),
    ),
  )

  const after = await Promise.all(sides.map((side) => idsOf(ground, side.authority)))
  const foreign = seen.flatMap(({ side, what, text }) => {
    const other = sides[1 - side] ?? impossible('two sides')
    const known = new Set([...(ids[1 - side] ?? []), ...(after[1 - side] ?? [])])
    const mark = [...other.marks, other.name].find((each) => text.includes(each))
    const id = text.match(UUID)?.find((each) => known.has(each))
    return mark === undefined && id === undefined ? [] : `${what}: ${mark ?? id}`
  })
  for (const [index, side] of sides.entries()) {
    const other = sides[1 - index] ?? impossible('two sides')
    const rows = await asOwner(ground.city.ownerUrl, async (client) => {
      const found = await client.query(
        `SELECT name FROM ${side.authority.schema}.visit_contact WHERE name = $1`,
        [other.name],
      )
      return found.rows
    })
    foreign.push(...rows.map(() => `written into ${side.authority.key}: ${other.name}`))
  }
  return { answers: seen.length, refused, foreign, failed }
}

async function openSide(
  ground: Ground,
  authority: Authority,
  host: string,
  marks: string[],
  name: string,
): Promise<Side> {
  const first = await signIn(visitor({ port: ground.port, host }), 'leitung')
  const agents = Array.from({ length: 30 }, () => {
    const agent = visitor({ port: ground.port, host })
    for (const [cookie, value] of first.cookies) agent.cookies.set(cookie, value)
    return agent
  })
  return { authority, host, marks, name, agents, tokens: [] }
}

/** Every id of an authority that an answer may show. */
async function idsOf(ground: Ground, { schema }: Authority): Promise<string[]> {
  return asOwner(ground.city.ownerUrl, async (client) => {
    const tables = ['visit', 'site', 'counter', 'service', 'unit', 'staff_member', 'place', 'audit']
    const { rows } = await client.query<{ id: string }>(
      tables.map((table) => `SELECT id::text FROM ${schema}.${table}`).join(' UNION ALL '),
    )
    return rows.map(({ id }) => id)
  })
}

function cutOne(owner: pg.Client): Promise<unknown> {
  return owner.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()
     AND application_name = 'dran' AND query NOT LIKE 'LISTEN%' ORDER BY random() LIMIT 1`,
  )
}

type Asking = {
  readonly side: Side
  readonly agent: Visitor
  readonly random: () => number
  readonly port: number
}
type Operation = { readonly name: string; readonly ask: (asking: Asking) => Promise<Answer> }

const reading = (path: string): Operation => ({ name: path, ask: ({ agent }) => agent.get(path) })
const TICKET = { matters: [{ service: 'pick-up', people: 1 }], language: 'de' }

const OPERATIONS: readonly Operation[] = [
  reading('/'),
  reading('/sites?lang=en'),
  reading('/services/identity-card'),
  reading('/api/sites'),
  reading('/api/services'),
  reading('/api/session'),
  reading('/api/sites/mitte/hall'),
  reading('/api/sites/nord/display'),
  reading('/api/overview'),
  reading('/api/bookings?search=von'),
  reading('/api/times?matters=identity-card:1&limit=5'),
  reading('/kiosk/mitte'),
  {
    name: 'book',
    async ask({ side, agent, random }) {
      const { json } = await agent.get('/api/times?matters=identity-card:1&limit=200')
      const time = json?.times?.[Math.floor(random() * 200)]
      const body = {
        channel: 'desk',
        matters: [{ service: 'identity-card', people: 1 }],
        language: 'de',
        name: side.name,
      }
      return agent.call('/api/bookings', {
        ...body,
        site: time?.site ?? 'mitte',
        startsAt: time?.startsAt ?? '2027-03-02T08:00:00Z',
      })
    },
  },
  {
    name: 'draw a ticket',
    async ask({ side, agent }) {
      const drawn = await agent.call('/api/sites/mitte/tickets', TICKET)
      if (drawn.status === 200) side.tokens.push(drawn.json.token)
      return drawn
    },
  },
  {
    name: 'a waiting page',
    ask: ({ side, agent, random }) =>
      agent.get(`/w/${side.tokens[Math.floor(random() * side.tokens.length)] ?? 'A'.repeat(22)}`),
  },
  {
    name: 'a key used twice',
    async ask({ agent }) {
      const key = crypto.randomUUID()
      await agent.call('/api/sites/nord/tickets', TICKET, key)
      return agent.call('/api/sites/nord/tickets', { ...TICKET, language: 'en' }, key)
    },
  },
  {
    name: 'a refused command',
    ask: ({ agent }) => agent.call('/api/sites/mitte/check-in', { code: 'ABCDEFGH' }),
  },
  { name: 'a link that opens nothing', ask: ({ agent }) => agent.get(`/v/${'A'.repeat(22)}`) },
]
