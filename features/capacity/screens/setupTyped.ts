import type { Output } from '#platform/http/contract.ts'
import type { previewSetupRoute, setupRoute, WrittenSetup } from '../contract.ts'

export type Setup = Output<typeof setupRoute>
export type SetupPreview = Output<typeof previewSetupRoute>
export type TypedCounter = WrittenSetup['counters'][number]

/** What is otherwise in a form than what holds: only that is asked and saved. A new counter is always otherwise. */
export function changedSetup(holding: WrittenSetup, typed: WrittenSetup): WrittenSetup {
  const modes = new Map(holding.offers.map(({ service, mode }) => [service, mode]))
  const counters = new Map(holding.counters.map((counter) => [counter.counter, counter]))
  return {
    offers: typed.offers.filter(({ service, mode }) => modes.get(service) !== mode),
    counters: typed.counters.filter(({ counter, ...one }) => {
      const before = counter === null ? undefined : counters.get(counter)
      return before === undefined || !sameCounter(before, one)
    }),
  }
}

function sameCounter(before: TypedCounter, one: Omit<TypedCounter, 'counter'>): boolean {
  return (
    before.key === one.key &&
    before.active === one.active &&
    sameTexts(before.label, one.label) &&
    sameTexts(before.level, one.level) &&
    sameDirection(before.direction, one.direction) &&
    before.skills.toSorted().join() === one.skills.toSorted().join()
  )
}

function sameTexts(one: TypedCounter['level'], other: TypedCounter['level']): boolean {
  if (one === null || other === null) return one === other
  return LANGUAGES.every((language) => one[language] === other[language])
}

function sameDirection(one: TypedCounter['direction'], other: TypedCounter['direction']): boolean {
  if (one === null || other === null) return one === other
  return one.arrow === other.arrow && one.line === other.line && sameTexts(one.text, other.text)
}

/** In the order of the form. */
export const LANGUAGES = ['de', 'de-simple', 'en'] as const

/** A counter as a new one begins: with the next number, and all that one of the others can do. */
export function newCounter(counters: readonly TypedCounter[]): TypedCounter {
  const numbers = counters.map(({ key }) => Number(key)).filter(Number.isInteger)
  const key = String(Math.max(0, ...numbers) + 1)
  const most = counters
    .filter(({ active }) => active)
    .toSorted((one, other) => other.skills.length - one.skills.length)[0]
  const label = { de: `Schalter ${key}`, 'de-simple': `Schalter ${key}`, en: `Counter ${key}` }
  const { level = null, skills = [] } = most ?? {}
  return { counter: null, key, label, level, direction: null, active: true, skills }
}

/** The same counter, told apart in a form where new ones have no id yet. */
export function counterName({ counter, key }: TypedCounter): string {
  return counter ?? `new ${key}`
}

/** The counters in which a text is missing: a label in every language, and of a floor and of a way all or none. */
export function incomplete(counters: readonly TypedCounter[]): readonly TypedCounter[] {
  const isEmpty = (text: string) => text.trim() === ''
  return counters.filter(
    ({ key, label, level, direction }) =>
      !/^[A-Za-z0-9-]{1,10}$/.test(key) ||
      LANGUAGES.some((language) => isEmpty(label[language])) ||
      [level, direction?.text ?? null].some(
        (texts) => texts !== null && LANGUAGES.some((language) => isEmpty(texts[language])),
      ),
  )
}
