import { limitKey } from '#platform/http/address.ts'
import { DEFAULT_LIMITS, memoryLimiter } from '#platform/http/limits.ts'
import { bindPage } from '#platform/http/page.ts'
import { everyone } from '../policy.ts'
import type { HallPagesDeps, HallServer } from './dependencies.ts'
import type { AtPlace } from './kioskAtPlace.ts'

/** A screen has some ten sentences, and whoever steps through it quickly hears the beginning of many. */
const SENTENCES = { max: 120, seconds: 60 } as const

/**
 * Speaks a sentence that stands on the kiosk's screen. The sentence travels in the body, so that it lies in no log; it
 * is kept nowhere but among the sounds that are ready to be said again.
 */
export function registerKioskVoice(app: HallServer, deps: HallPagesDeps, atPlace: AtPlace): void {
  const limiter = memoryLimiter({ ...DEFAULT_LIMITS, ...app.serving.options.limits, sensitive: SENTENCES })

  bindPage(app, {
    method: 'POST',
    path: '/kiosk/:site/voice',
    policy: everyone,
    handler: atPlace(async ({ form, address }, place) => {
      const share = app.serving.isShared(address) ? 20 : 1
      const { allowed } = await limiter.take('sensitive', limitKey(address), share)
      if (!allowed) return { kind: 'failure', code: 'rate_limited' }
      const body = await deps.speech?.say(form.get('text') ?? '', place.language)
      return body ? { kind: 'file', body, type: 'audio/wav' } : { kind: 'failure', code: 'not_found' }
    }),
  })
}
