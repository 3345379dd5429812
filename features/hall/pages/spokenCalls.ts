import { findSite } from '#features/authority/actions.ts'
import { LANGUAGES } from '#kernel/language.ts'
import { bindPage, type PageAnswer } from '#platform/http/page.ts'
import { hallOf } from '../actions.ts'
import { isSounded } from '../model.ts'
import { everyone } from '../policy.ts'
import type { HallPagesDeps, HallServer } from './dependencies.ts'
import { spokenNumber } from './spokenNumber.ts'
import { hallTexts } from './texts.ts'

/**
 * The sound of one call, in one language, for a display. Only of somebody who is being called now, at most five minutes
 * ago: whatever a display asks for, nothing late is spoken. Made of number and counter, which stand on the display.
 */
export function registerSpokenCalls(app: HallServer, deps: HallPagesDeps): void {
  bindPage(app, {
    method: 'GET',
    path: '/display/:site/spoken/:call/:language',
    policy: everyone,
    async handler({ authority, params }): Promise<PageAnswer> {
      const missing = { kind: 'failure', code: 'not_found' } as const
      const language = LANGUAGES.find((one) => one === params.language)
      if (!deps.speech || !language) return missing
      const text = await deps.database.withAuthority(authority, async (tx) => {
        const site = await findSite(tx, params.site)
        if (!site) return undefined
        const { calls, counters } = deps.hallWatch.present(authority, site) ?? (await hallOf(tx, site))
        const call = calls.find(({ number }) => String(number) === params.call)
        const label = counters.find(({ counter }) => counter.id === call?.counterId)?.counter.texts.label
        if (!call || !label || !isSounded(call, tx.now)) return undefined
        const number = spokenNumber(call.ticketNumber, language)
        return hallTexts(language)('display.spoken', { number, counter: label[language] })
      })
      const body = text === undefined ? undefined : await deps.speech.say(text, language)
      return body ? { kind: 'file', body, type: 'audio/wav' } : missing
    },
  })
}
