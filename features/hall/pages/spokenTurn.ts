import type { Language } from '#kernel/language.ts'
import { formatTime } from '#platform/time/format.ts'
import { isAway } from '../model.ts'
import { spokenNumber } from './spokenNumber.ts'
import { namedNumbers, waitingParts } from './standing.ts'
import { hallTexts } from './texts.ts'
import type { StandingNow, VisitBehind } from './visitBehind.ts'

/** What a waiting page says, as it is read out: what has to be done first, then the number and how it stands. */
export function spokenTurn(
  { visit, site, now, view, standing }: VisitBehind & StandingNow,
  language: Language,
): string {
  const t = hallTexts(language)
  const number = `${t('waiting.number')}: ${spokenNumber(visit.ticketNumber ?? '', language)}.`
  const counter = standing?.counter?.texts
  const place = [counter?.label[language], counter?.level?.[language]].filter(Boolean).join(', ')
  switch (visit.state) {
    case 'waiting': {
      const away = isAway(visit, now)
      const { ahead } = waitingParts(view, standing?.ahead ?? 0, language, away)
      const { served, more } = namedNumbers(view)
      const numbers = served.map((each) => spokenNumber(each, language)).join('. ')
      const serving = t('waiting.servedNow', { count: served.length, numbers, more })
      const time = visit.awayUntil === null ? '' : formatTime(visit.awayUntil, site.timeZone, language)
      const title = t(away ? 'waiting.title.away' : 'waiting.title.waiting')
      const until = away ? t('waiting.away.until', { time }) : ''
      return [`${title}.`, until, number, ahead, serving].filter(Boolean).join(' ')
    }
    case 'called':
      return [`${t('waiting.title.called')}.`, `${t('waiting.called.go')}: ${place}.`, number].join(' ')
    case 'serving':
      return [`${t('waiting.title.serving')}.`, `${t('waiting.serving.at')}: ${place}.`, number].join(' ')
    case 'parked':
      return [t(`waiting.parked.${visit.parkedFor ?? 'other'}`), t('waiting.parked.nothing'), number].join(
        ' ',
      )
    case 'missed':
      return [t('waiting.missed.text'), t('waiting.missed.back'), t('waiting.missed.once'), number].join(' ')
    case 'done':
      return t('waiting.done.text')
    default:
      return t('waiting.left.own')
  }
}
