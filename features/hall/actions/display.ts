import type { Static } from 'typebox'
import type { Counter } from '#features/capacity/model.ts'
import { isoInstant } from '#kernel/instant.ts'
import type { Texts } from '#kernel/language.ts'
import { shownText } from '#kernel/shownText.ts'
import type { DisplayView } from '../contract.ts'
import type { HallView } from './see.ts'

/** What a display shows of a hall. */
export type Shown = Static<typeof DisplayView>

/** How many letters of each kind of text a display has room for. */
const ROOM = { number: 12, counter: 30, way: 80, sentence: 240 } as const
/** Numbers that are being served now and are named, e.g. on a screen in the entrance. */
const SERVING_NAMED = 12

const presented = new WeakMap<HallView, Shown>()

/**
 * What a display shows of a hall: numbers and counters, no names. Its texts were written by many people and are read
 * by many, so nothing unseen is among them and nothing too long. The same view gives the same object.
 */
export function presentDisplay(view: HallView): Shown {
  const known = presented.get(view)
  if (known) return known
  const made = present(view)
  presented.set(view, made)
  return made
}

function present(view: HallView): Shown {
  const counters = new Map<string, Counter>(view.counters.map(({ counter }) => [counter.id, counter]))
  return {
    number: view.number,
    at: isoInstant(view.at),
    closed: view.closed && shownTexts(view.closed, ROOM.sentence),
    house: {
      notices: view.house.notices.map((notice) => shownTexts(notice, ROOM.sentence)),
      stop: view.house.stop && shownTexts(view.house.stop, ROOM.sentence),
    },
    serving: view.counters
      .flatMap(({ visit, counter }) =>
        visit?.state === 'serving' && visit.ticketNumber !== null
          ? [{ ticketNumber: shownText(visit.ticketNumber, ROOM.number), counter: labelOf(counter) }]
          : [],
      )
      .slice(0, SERVING_NAMED),
    calls: view.calls.flatMap((call) => {
      const counter = counters.get(call.counterId)
      // The site has given the counter up since.
      if (!counter) return []
      const { level, direction } = counter.texts
      return {
        call: call.number,
        ticketNumber: shownText(call.ticketNumber, ROOM.number),
        counter: labelOf(counter),
        level: level && shownTexts(level, ROOM.way),
        direction: direction ? { ...direction, text: shownTexts(direction.text, ROOM.way) } : null,
        calledAt: isoInstant(call.calledAt),
        current: call.current,
      }
    }),
  }
}

function labelOf({ texts }: Counter): Texts {
  return shownTexts(texts.label, ROOM.counter)
}

function shownTexts(texts: Texts, longest: number): Texts {
  return {
    de: shownText(texts.de, longest),
    'de-simple': shownText(texts['de-simple'], longest),
    en: shownText(texts.en, longest),
  }
}
