import { LANGUAGES } from '#kernel/language.ts'
import { LANGUAGE_COOKIE } from './language.ts'
import { bindPage } from './page.ts'
import { ownPath } from './paths.ts'
import type { AnyCaller, HttpServer } from './serving.ts'

/** How a page can look. The same list as in ui/look.ts, which this layer does not know; a test compares them. */
export const LOOKS = ['system', 'light', 'dark', 'contrast'] as const

/** The cookie that remembers the look. */
export const LOOK_COOKIE = 'dran_look'

const YEAR_SECONDS = 365 * 24 * 3600

/**
 * `POST /look`: remembers the look (`look`) or the language (`lang`) of this browser and goes back to the page that
 * asked (`back`, an own path; otherwise the start page).
 */
export function bindLook<Caller extends AnyCaller, Authority>(app: HttpServer<Caller, Authority>): void {
  bindPage(app, {
    method: 'POST',
    path: '/look',
    policy: { who: 'everyone', allows: () => true },
    async handler({ form, cookies }) {
      const look = LOOKS.find((one) => one === form.get('look'))
      const language = LANGUAGES.find((one) => one === form.get('lang'))
      if (look) cookies.set(LOOK_COOKIE, look, { maxAgeSeconds: YEAR_SECONDS })
      if (language) cookies.set(LANGUAGE_COOKIE, language, { maxAgeSeconds: YEAR_SECONDS })
      const back = ownPath(form.get('back')) ?? '/'
      return { kind: 'redirect', to: language ? withoutLanguage(back) : back }
    },
  })
}

// A language in the link would win over the one just chosen.
function withoutLanguage(path: string): string {
  const url = new URL(path, 'http://own.invalid')
  url.searchParams.delete('lang')
  return url.pathname + url.search + url.hash
}
