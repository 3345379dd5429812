import type { Language } from '#kernel/language.ts'
import { formatTime } from '#platform/time/format.ts'
import type { HallView } from '../actions.ts'
import { isAway } from '../model.ts'
import { appointmentWords } from './appointmentWords.ts'
import { spokenNumber } from './spokenNumber.ts'
import { namedNumbers, waitingParts } from './standing.ts'
import { hallTexts } from './texts.ts'
import { NOTHING_TOLD, type ToldParts } from './toldWords.ts'
import type { StandingNow, VisitBehind } from './visitBehind.ts'

/** So many numbers that are being served are read out; the page names more of them. */
const SERVED_SPOKEN = 3

/** What a waiting page says, as it is read out: what has to be done first, then the number and how it stands. */
export function spokenTurn(
  { visit, site, now, view, standing }: VisitBehind & StandingNow,
  language: Language,
  { told, back, cause, longer }: ToldParts = NOTHING_TOLD,
): string {
  const t = hallTexts(language)
  const number = `${t('waiting.number')}: ${spokenNumber(visit.ticketNumber ?? '', language)}.`
  const counter = standing?.counter?.texts
  const way = [counter?.level?.[language], counter?.direction?.text[language]]
  const place = [counter?.label[language], ...way].filter(Boolean).join(', ')
  switch (visit.state) {
    case 'waiting': {
      const away = isAway(visit, now)
      const { ahead } = waitingParts(view, standing?.ahead ?? 0, language, away)
      const time = visit.awayUntil === null ? '' : formatTime(visit.awayUntil, site.timeZone, language)
      const state = away ? (visit.onTheWay ? 'on_the_way' : 'away') : 'waiting'
      const title = t(`waiting.title.${state}`)
      const until = away ? t('waiting.away.until', { time }) : ''
      const appointment = appointmentWords({ visit, site }, language)
      const probable = away ? [longer] : [told, cause, back]
      return [`${title}.`, until, number, ahead, ...probable, appointment, servedWords(view, language)]
        .filter(Boolean)
        .join(' ')
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

function servedWords(view: HallView, language: Language): string {
  const { served, more } = namedNumbers(view)
  const spoken = served.slice(0, SERVED_SPOKEN)
  return hallTexts(language)('waiting.servedNow', {
    count: served.length,
    numbers: spoken.map((each) => spokenNumber(each, language)).join('. '),
    more: more + served.length - spoken.length,
  })
}
