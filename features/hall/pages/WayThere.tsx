import {
  describeWay,
  type HousePlan,
  type Thing,
  type Way,
  type WayStep,
  wayBetween,
} from '#features/house/model.ts'
import type { Language } from '#kernel/language.ts'
import { Details } from '#ui/Details.tsx'
import { PlanDrawing, type PlanMark } from '#ui/PlanDrawing.tsx'
import { Section } from '#ui/Section.tsx'
import { Text } from '#ui/Text.tsx'
import type { HouseNow } from './houseNow.ts'
import { hallTexts } from './texts.ts'

type Shown = { readonly house: HouseNow; readonly language: Language }

/** Where somebody with these needs waits, what is there, and which counters have room for a pram or a wheelchair. */
export function WhereToWait({ house, language }: Shown) {
  const t = hallTexts(language)
  const { place, plan, roomy } = house
  if (!place) return null
  const features = (place.features ?? []).map((feature) => t(`way.feature.${feature}`))
  return (
    <>
      <Text bold>
        {t('way.wait', {
          place: nameOf(house, place, language),
          level: levelName(plan, place, language),
        })}
      </Text>
      {features.length > 0 && <Text>{t('way.features', { features: features.join(', ') })}</Text>}
      {roomy.length > 0 && (
        <Text>{t('way.roomy', { counters: roomy.map((label) => label[language]).join(', ') })}</Text>
      )}
    </>
  )
}

/** The next way of somebody through the house, in words and drawn, and the one without steps. */
export function WayThere({ house, language }: Shown) {
  const t = hallTexts(language)
  const { plan, from, to, stepFree } = house
  const shortest = wayBetween(plan, from, to, { stepFree: false })
  const free = wayBetween(plan, from, to, { stepFree: true })
  const shown = stepFree ? (free ?? shortest) : shortest
  if (!shown || from === to) return null
  const differs = free !== undefined && !sameWay(free, shown)
  return (
    <Section title={t('way.title', { at: nameOf(house, to, language) })}>
      {stepFree && !free && <Text bold>{t('way.noFree')}</Text>}
      <OneWay house={house} language={language} way={shown} />
      {differs && (
        <Details title={t('way.free')}>
          <OneWay house={house} language={language} way={free} />
        </Details>
      )}
    </Section>
  )
}

function sameWay(one: Way, other: Way): boolean {
  return (
    one.things.length === other.things.length && one.things.every((thing, nth) => thing === other.things[nth])
  )
}

function OneWay({ house, language, way }: Shown & { readonly way: Way }) {
  const { plan } = house
  return (
    <>
      <ol className="plan-steps">
        {describeWay(plan, way).map((step, nth) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the sentences of a way never change their places
          <li key={nth}>{sentence(house, step, language)}</li>
        ))}
      </ol>
      {levelsOf(plan, way).map((level) => (
        <LevelDrawing key={level} house={house} language={language} way={way} level={level} />
      ))}
    </>
  )
}

/** The levels that a way uses, from its beginning. */
function levelsOf({ levels }: HousePlan, { things }: Way): readonly string[] {
  const used = [...new Set(things.map(({ level }) => level))]
  return used.filter((key) => levels.some((level) => level.key === key))
}

function LevelDrawing({
  house,
  language,
  way,
  level,
}: Shown & { readonly way: Way; readonly level: string }) {
  const t = hallTexts(language)
  const { plan } = house
  const { width = 1, height = 1, name } = plan.levels.find(({ key }) => key === level) ?? {}
  const ends = [way.things[0], way.things.at(-1)]
  return (
    <figure className="plan-level">
      <figcaption className="kern-body kern-body--bold">{name?.[language]}</figcaption>
      <PlanDrawing
        label={t('way.drawing', { level: name?.[language] ?? '' })}
        width={width}
        height={height}
        rooms={plan.rooms
          .filter((room) => room.level === level)
          .map((room) => ({ ...room, name: room.name[language] }))}
        marks={plan.things
          .filter((thing) => thing.level === level)
          .map((thing) => markOf(thing, ends.includes(thing)))}
        ways={stretches(way, level)}
      />
    </figure>
  )
}

function markOf({ key, kind, x, y, counter }: Thing, strong: boolean): PlanMark {
  const sign = kind === 'counter' ? counter : SIGNS[kind]
  return { key, kind, x, y, strong, ...(sign !== undefined && sign.length <= 3 && { sign }) }
}

const SIGNS: Readonly<Partial<Record<Thing['kind'], string>>> = { desk: 'i', kiosk: 'K', waiting: 'W' }

/** The parts of a way on one level. */
function stretches({ things }: Way, level: string): readonly (readonly Thing[])[] {
  const found: Thing[][] = []
  for (const [nth, thing] of things.entries()) {
    if (thing.level !== level) continue
    if (things[nth - 1]?.level === level) found.at(-1)?.push(thing)
    else found.push([thing])
  }
  return found.filter(({ length }) => length > 1)
}

function sentence(house: HouseNow, step: WayStep, language: Language): string {
  const t = hallTexts(language)
  switch (step.kind) {
    case 'start':
      return t('way.start', { at: nameOf(house, step.at, language), level: step.level.name[language] })
    case 'through':
      return t('way.through', { turn: step.turn ?? 'none', room: step.room.name[language] })
    case 'towards':
      return t(`way.towards.${step.by}`, { turn: step.turn ?? 'none' })
    case 'climb':
      return t(`way.climb.${step.by}`, { up: step.up ? 'up' : 'down', level: step.to.name[language] })
    case 'arrive':
      return t('way.arrive', { turn: step.turn ?? 'none', at: nameOf(house, step.at, language) })
  }
}

function nameOf({ counters }: HouseNow, thing: Thing, language: Language): string {
  const counter = thing.counter === undefined ? undefined : counters.get(thing.counter)
  return (thing.name ?? counter)?.[language] ?? ''
}

function levelName({ levels }: HousePlan, thing: Thing, language: Language): string {
  return levels.find(({ key }) => key === thing.level)?.name[language] ?? ''
}
