import { hallRulesOf, standersToday } from '#features/hall/actions.ts'
import { type WhyToday, whyOfPair } from '#features/hall/model.ts'
import type { LocalDate } from '#kernel/instant.ts'
import type { ApiHall } from './hallByApi.ts'
import type { Register } from './people.ts'
import type { Story } from './story.ts'
import { at, type Town } from './town.ts'
import { type AtCall, isTrueSentence } from './whyTruth.ts'

/** The kind of reason that the information desk gave for two numbers. */
export type Asked = { readonly first: string; readonly second: string; readonly why: string }

/** So many pairs are asked for over the API, too. */
const ASKED = 40

/** Some pairs of the day's numbers, as the information desk gives the reason. */
export async function askSome(api: ApiHall, register: Register): Promise<Asked[]> {
  const numbers = register.all().map((known) => known.numbers[0] ?? '')
  const all: Asked[] = []
  for (let nth = 0; nth < ASKED; nth++) {
    const [first = '', second = ''] = [
      numbers[(nth * 5) % numbers.length],
      numbers[(nth * 11 + 3) % numbers.length],
    ]
    if (first !== second) all.push({ first, second, why: await api.why(first, second) })
  }
  return all
}

/** What was written down on a day for asking why one was called before another. */
export type DayOfReasons = {
  readonly town: Town
  readonly day: LocalDate
  readonly stories: readonly Story[]
  readonly asked: readonly Asked[]
  /** Who waited a moment before somebody's first call, and what that counter can do; by visit. */
  readonly atCalls: ReadonlyMap<string, AtCall>
}

/** All reasons between two people of a day: how often each kind is given, and those that are not true. */
export async function reasonsOf({ town, day, stories, asked, atCalls }: DayOfReasons) {
  const evening = at(town.site, day, '18:00')
  const tickets = stories.flatMap(({ ticket }) => ticket ?? [])
  const { standers, rules } = await town.run(
    async (tx) => ({
      standers: await standersToday(tx, town.site, tickets),
      rules: await hallRulesOf(tx, town.site.id),
    }),
    evening,
  )
  const skillsOf = (id: string) => town.counters.find((one) => one.id === id)?.skills ?? new Set<never>()
  const byTicket = new Map(stories.map((story) => [story.ticket, story]))
  const byVisit = new Map(stories.map((story) => [story.visit, story]))
  const isTrue = (told: WhyToday) => {
    const [first, second] = [byTicket.get(told.first), byTicket.get(told.second)]
    const call = first?.lines.find(({ event }) => event === 'called')
    const atCall = first && atCalls.get(first.visit)
    const pair = first && second && call && { first, second, call, storyOf: byVisit }
    return pair !== undefined && atCall !== undefined && isTrueSentence(told, pair, atCall)
  }
  const kinds = new Map<string, number>()
  const wrong: string[] = []
  for (const [index, one] of standers.entries())
    for (const other of standers.slice(index + 1)) {
      const told = whyOfPair([one, other], { now: evening, rules, skillsOf })
      if (!told.called) continue
      kinds.set(told.why.kind, (kinds.get(told.why.kind) ?? 0) + 1)
      const pair = `${told.first} before ${told.second}: ${JSON.stringify(told.why)}`
      if (!isTrue(told)) wrong.push(pair)
      const said = asked.find((each) => isPair(each, told))
      if (said && said.why !== told.why.kind) wrong.push(`${pair}: the desk says ${said.why}`)
    }
  return { kinds, wrong }
}

function isPair(pair: Asked, { first, second }: Pick<Asked, 'first' | 'second'>): boolean {
  return [first, second].toSorted().join() === [pair.first, pair.second].toSorted().join()
}
